"""Pictures are decoded and written anew: what was hidden in the file (place, device, a second format) stays behind."""

import io

from PIL import Image, ImageOps, UnidentifiedImageError

from yihu.files.problems import NotAPicture, PictureTooLarge

FORMATS = ("JPEG", "PNG", "WEBP")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONG_SIDE = 1600
QUALITY = 80


def clean(data: bytes, kind: str) -> tuple[bytes, str]:
    """Returns the new bytes and their media type: JPEG for photos, PNG (lines on white) for signatures."""
    if len(data) > MAX_BYTES:
        raise PictureTooLarge("图片最大 10 MB")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise PictureTooLarge("图片最大 5000 万像素")
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONG_SIDE, LONG_SIDE))
            return _written(upright, kind)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotAPicture from error


def _written(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    opaque = Image.new("RGB", picture.size, "white")
    alpha = picture.convert("RGBA")
    opaque.paste(alpha, mask=alpha.getchannel("A"))
    target = io.BytesIO()
    if kind == "signature":
        opaque.convert("L").save(target, "PNG", optimize=True)
        return target.getvalue(), "image/png"
    opaque.save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue(), "image/jpeg"
