/* Writes the files of this folder: those whose formats the product reads but does not write.
 * Debian 12, libvips 8.14.1, libheif 1.15.1:
 *   cc make-fixtures.c -o make-fixtures $(pkg-config --cflags --libs vips) && ./make-fixtures
 * All show the same 64x48 picture: red, green / blue, grey quarters, upright. */
#include <vips/vips.h>

static VipsImage *quarters(void)
{
    static const unsigned char colours[4][3] = { { 200, 40, 40 }, { 40, 180, 60 }, { 40, 60, 200 }, { 128, 128, 128 } };
    static unsigned char pixels[48][64][3];
    for (int y = 0; y < 48; y++) {
        for (int x = 0; x < 64; x++) {
            for (int c = 0; c < 3; c++) {
                pixels[y][x][c] = colours[(y >= 24) * 2 + (x >= 32)][c];
            }
        }
    }

    VipsImage *image = vips_image_new_from_memory(pixels, sizeof pixels, 64, 48, 3, VIPS_FORMAT_UCHAR);
    image->Type = VIPS_INTERPRETATION_sRGB;
    return image;
}

int main(int argc, char **argv)
{
    (void) argc;
    if (VIPS_INIT(argv[0])) {
        return 1;
    }

    VipsImage *image = quarters(), *cmyk, *wide, *flipped, *frames;
    VipsImage *pair[2];
    int failed = vips_heifsave(image, "quarters.heic", "compression", VIPS_FOREIGN_HEIF_COMPRESSION_HEVC, "Q", 90, NULL) ||
        vips_heifsave(image, "quarters.avif", "compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "Q", 90, NULL) ||
        vips_colourspace(image, &wide, VIPS_INTERPRETATION_RGB16, NULL) ||
        vips_tiffsave(wide, "quarters-16bit.tiff", "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, NULL) ||
        vips_colourspace(image, &cmyk, VIPS_INTERPRETATION_CMYK, NULL) ||
        vips_jpegsave(cmyk, "quarters-cmyk.jpg", "Q", 95, "strip", TRUE, NULL) ||
        vips_flip(image, &flipped, VIPS_DIRECTION_HORIZONTAL, NULL);
    pair[0] = image;
    pair[1] = flipped;
    failed = failed || vips_arrayjoin(pair, &frames, 2, "across", 1, NULL);
    if (!failed) {
        vips_image_set_int(frames, VIPS_META_PAGE_HEIGHT, 48);
        failed = vips_webpsave(frames, "animated.webp", "lossless", TRUE, NULL) ||
            vips_tiffsave(frames, "two-pages.tiff", "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE, NULL);
    }

    if (failed) {
        vips_error_exit(NULL);
    }

    return 0;
}
