#include "sairimage.h"

#include <webp/encode.h>

enum { PNG_COMPRESSION = 6 };

/* libwebp itself, because libvips 8.14 adds an EXIF block of its own to every WebP file. */
static int encode_webp(const void *pixels, int width, int height, int quality, void **out, size_t *length)
{
    uint8_t *encoded = NULL;
    *length = WebPEncodeRGB(pixels, width, height, width * 3, (float) quality, &encoded);
    *out = *length > 0 ? g_memdup2(encoded, *length) : NULL;
    WebPFree(encoded);
    return *out ? SAIR_OK : SAIR_FAILED;
}

int sair_encode(const void *pixels, int width, int height, int format, int quality, void **out, size_t *length)
{
    if (format == SAIR_WEBP) {
        return encode_webp(pixels, width, height, quality, out, length);
    }

    VipsImage *image = vips_image_new_from_memory(pixels, (size_t) width * height * 3, width, height, 3, VIPS_FORMAT_UCHAR);
    if (!image) {
        return sair_fail(SAIR_FAILED);
    }

    image->Type = VIPS_INTERPRETATION_sRGB;
    int failed = format == SAIR_JPEG
        ? vips_jpegsave_buffer(image, out, length, "Q", quality, "strip", TRUE, "optimize_coding", TRUE, NULL)
        : vips_pngsave_buffer(image, out, length, "compression", PNG_COMPRESSION, "strip", TRUE, NULL);
    g_object_unref(image);
    return failed ? sair_fail(SAIR_FAILED) : SAIR_OK;
}
