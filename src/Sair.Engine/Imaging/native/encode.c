#include "sairimage.h"

/* Effort 4 of 0-6 is where libwebp's files stop getting much smaller. */
enum { WEBP_EFFORT = 4, PNG_COMPRESSION = 6 };

int sair_encode(const void *pixels, int width, int height, int format, int quality, void **out, size_t *length)
{
    VipsImage *image = vips_image_new_from_memory(pixels, (size_t) width * height * 3, width, height, 3, VIPS_FORMAT_UCHAR);
    if (!image) {
        return sair_fail(SAIR_FAILED);
    }

    image->Type = VIPS_INTERPRETATION_sRGB;
    int failed;
    switch (format) {
    case SAIR_JPEG:
        failed = vips_jpegsave_buffer(image, out, length, "Q", quality, "strip", TRUE, "optimize_coding", TRUE, NULL);
        break;
    case SAIR_PNG:
        failed = vips_pngsave_buffer(image, out, length, "compression", PNG_COMPRESSION, "strip", TRUE, NULL);
        break;
    case SAIR_WEBP:
        failed = vips_webpsave_buffer(image, out, length, "Q", quality, "effort", WEBP_EFFORT, "strip", TRUE, NULL);
        break;
    default:
        failed = -1;
        break;
    }

    g_object_unref(image);
    return failed ? sair_fail(SAIR_FAILED) : SAIR_OK;
}
