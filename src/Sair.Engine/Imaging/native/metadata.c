#include "sairimage.h"

#include <string.h>

/* More is no description of a photo; nothing of it is copied. */
static const size_t LARGEST_FIELD = 4 * 1024 * 1024;
static const size_t LARGEST_SUM = 16 * 1024 * 1024;

/* HEIF files hold XMP as an item of a media type, which libvips names by its number. */
static gboolean is_wanted(const char *name)
{
    return !strcmp(name, VIPS_META_EXIF_NAME) || !strcmp(name, VIPS_META_XMP_NAME) || !strcmp(name, VIPS_META_IPTC_NAME) ||
        g_str_has_prefix(name, "heif-mime-") || g_str_has_prefix(name, "png-comment-");
}

static int field(VipsImage *image, const char *name, const void **value, size_t *length)
{
    const char *text;
    *length = 0;
    if (vips_image_get_typeof(image, name) == VIPS_TYPE_BLOB)
        return vips_image_get_blob(image, name, value, length);
    if (vips_image_get_string(image, name, &text))
        return -1;
    *value = text;
    *length = strlen(text);
    return 0;
}

static void append_length(GByteArray *packed, size_t length)
{
    uint32_t little = GUINT32_TO_LE((uint32_t) length);
    g_byte_array_append(packed, (const guint8 *) &little, sizeof little);
}

int sair_read_metadata(const void *data, size_t length, int format, void **out, size_t *out_length)
{
    VipsImage *image = sair_open(data, length, format, 0);
    if (!image)
        return sair_fail(SAIR_BAD_HEADER);

    GByteArray *packed = g_byte_array_new();
    gchar **names = vips_image_get_fields(image);
    for (gchar **name = names; *name; name++) {
        const void *value;
        size_t size;
        if (!is_wanted(*name) || field(image, *name, &value, &size) || size == 0 || size > LARGEST_FIELD ||
            packed->len + size > LARGEST_SUM)
            continue;
        append_length(packed, strlen(*name));
        append_length(packed, size);
        g_byte_array_append(packed, (const guint8 *) *name, (guint) strlen(*name));
        g_byte_array_append(packed, value, (guint) size);
    }

    g_strfreev(names);
    g_object_unref(image);
    vips_error_clear();
    *out_length = packed->len;
    *out = g_byte_array_free(packed, FALSE);
    return SAIR_OK;
}
