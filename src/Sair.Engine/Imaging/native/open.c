#include "sairimage.h"

#define STRICT "access", VIPS_ACCESS_SEQUENTIAL, "fail_on", VIPS_FAIL_ON_ERROR

/* JPEG decodes at 1/2, 1/4 and 1/8 by leaving out high frequencies. */
static VipsImage *open_jpeg(void *data, size_t length, int box)
{
    VipsImage *image = NULL;
    int shrink = 1;
    if (vips_jpegload_buffer(data, length, &image, STRICT, NULL) || box <= 0) {
        return image;
    }

    int longest = VIPS_MAX(vips_image_get_width(image), vips_image_get_height(image));
    while (shrink < 8 && longest / (shrink * 2) >= box * 2) {
        shrink *= 2;
    }

    if (shrink > 1) {
        g_object_unref(image);
        image = NULL;
        vips_jpegload_buffer(data, length, &image, STRICT, "shrink", shrink, NULL);
    }

    return image;
}

VipsImage *sair_open(const void *data, size_t length, int format, int box)
{
    VipsImage *image = NULL;
    void *buffer = (void *) data;
    switch (format) {
    case SAIR_JPEG:
        return open_jpeg(buffer, length, box);
    case SAIR_PNG:
        vips_pngload_buffer(buffer, length, &image, STRICT, NULL);
        break;
    case SAIR_WEBP:
        vips_webpload_buffer(buffer, length, &image, STRICT, NULL);
        break;
    case SAIR_HEIC:
    case SAIR_AVIF:
        vips_heifload_buffer(buffer, length, &image, STRICT, NULL);
        break;
    case SAIR_TIFF:
        vips_tiffload_buffer(buffer, length, &image, STRICT, NULL);
        break;
    default:
        break;
    }

    return image;
}
