/* Fixed-signature C interface over libvips, whose own functions are variadic and cannot be called from .NET. */
#ifndef SAIRIMAGE_H
#define SAIRIMAGE_H

#include <stddef.h>
#include <stdint.h>
#include <vips/vips.h>

#define SAIR_API __attribute__((visibility("default")))

/* Mirrors Sair.Engine.Imaging.Interop.NativeStatus. */
enum {
    SAIR_OK = 0,
    SAIR_BAD_HEADER = 1,  /* the container or header cannot be read */
    SAIR_BAD_PIXELS = 2,  /* the pixel data is cut off or damaged */
    SAIR_BAD_COLOUR = 3,  /* the colour layout has no way to sRGB */
    SAIR_FAILED = 4       /* resizing or encoding failed */
};

/* Mirrors Sair.Engine.Imaging.ImageFormat. */
enum { SAIR_JPEG = 0, SAIR_PNG = 1, SAIR_WEBP = 2, SAIR_HEIC = 3, SAIR_AVIF = 4, SAIR_TIFF = 5 };

typedef struct {
    int32_t width;       /* pixels as stored, before the orientation is applied */
    int32_t height;
    int32_t orientation; /* EXIF value, 1-8 */
    int32_t pages;
    int32_t bits;        /* per sample */
    int32_t has_alpha;
    int32_t is_grey;
    int32_t is_cmyk;
    int32_t has_profile;
} sair_info;

/* Interleaved 8-bit RGB rows without padding; the caller frees pixels with sair_free. */
typedef struct {
    int32_t width;
    int32_t height;
    unsigned char *pixels;
} sair_pixels;

SAIR_API int sair_init(void);
SAIR_API void sair_free(void *memory);
SAIR_API int sair_read_info(const void *data, size_t length, int format, sair_info *info);
/* EXIF, XMP, IPTC and the text of the file as libvips names them, one after another: two 32-bit little-endian lengths, the
 * name, the value. The caller frees them with sair_free; nothing is decoded. */
SAIR_API int sair_read_metadata(const void *data, size_t length, int format, void **out, size_t *out_length);
/* Shrinks to fit box x box pixels; a box of 0 asks for the full size. */
SAIR_API int sair_decode(const void *data, size_t length, int format, int box, sair_pixels *out);
SAIR_API int sair_encode(const void *pixels, int width, int height, int format, int quality, void **out, size_t *length);
SAIR_API int sair_resize(const void *pixels, int width, int height, int kernel, sair_pixels *out);

/* Opens the picture with the loader of the format; pixels are decoded when asked for, rows in order.
 * With a box, a loader that can decode at a fraction of the size stays at twice the box or more. */
VipsImage *sair_open(const void *data, size_t length, int format, int box);

/* vips_resize and g_object_unref for pictures that hold its result, one thread at a time. libvips compiles vector code for
 * every resize, and Orc 0.4.33 returns the memory of freed code to its list without a lock: two threads would corrupt the
 * heap. Reading the pixels stays outside. */
int sair_vips_resize(VipsImage *in, VipsImage **out, double horizontal, double vertical, VipsKernel kernel, double gap);
void sair_release(VipsImage *scope);

/* Drops the text that libvips left for the failed call and passes the status on. */
int sair_fail(int status);

#endif
