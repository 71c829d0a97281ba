"""Reading and making media with ffmpeg, ffprobe and Pillow."""
