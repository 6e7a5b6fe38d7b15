using System.Text;
using NetVips;
using Sair.Engine.Imaging.Containers;
using Sair.Engine.Imaging.Metadata;

namespace Sair.Engine.Imaging;

/// <summary>A picture file whose header is read, and whose pixels come when they are asked for, in order and once.</summary>
internal sealed class OpenedImage : IDisposable
{
    private const string Profile = "icc-profile-data";
    private const string Exif = "exif-data";

    // More is no description of a photo.
    private const int LargestField = 4 * 1024 * 1024;
    private const int LargestSum = 16 * 1024 * 1024;

    private readonly SourceCustom _source;
    private readonly Image _image;
    private readonly int? _alphaBand;
    private readonly int _colourBands;

    private OpenedImage(SourceCustom source, Image image, ImageFormat format, ContainerNotes notes, bool isAnimated)
    {
        var interpretation = image.Interpretation;
        (_source, _image, Notes) = (source, image, notes);
        _colourBands = Math.Min(image.Bands, ColourBands(interpretation, image.Bands));
        _alphaBand =
            notes.HasNoAlpha || image.Bands == _colourBands
                ? null
                : Math.Clamp(notes.AlphaBand ?? _colourBands, _colourBands, image.Bands - 1);
        var orientation = Orientation(format);
        Info = new ImageInfo
        {
            Format = format,
            Width = orientation >= 5 ? image.Height : image.Width,
            Height = orientation >= 5 ? image.Width : image.Height,
            Orientation = orientation,
            BitsPerSample = Number("bits-per-sample") ?? Number("heif-bitdepth") ?? BitsOf(image.Format),
            Pages = Number("n-pages") ?? 1,
            HadAlpha = _alphaBand is not null,
            WasGreyscale = interpretation is Enums.Interpretation.Bw or Enums.Interpretation.Grey16,
            WasCmyk = interpretation == Enums.Interpretation.Cmyk,
            HasColorProfile = image.Contains(Profile),
            IsAnimated = isAnimated,
        };
    }

    /// <summary>Gets what the header says.</summary>
    public ImageInfo Info { get; }

    /// <summary>Gets what libvips was not told by the file itself.</summary>
    public ContainerNotes Notes { get; }

    /// <summary>Opens a file of which the type is known.</summary>
    /// <param name="file">The bytes; they are read while this exists.</param>
    /// <param name="format">The type.</param>
    /// <param name="tail">What stands behind a file without an end; its proper end when null.</param>
    /// <param name="cancellationToken">Ends the reading of pixels, also inside the decoder where that reads on.</param>
    /// <exception cref="VipsException">The header cannot be read.</exception>
    public static OpenedImage Open(ReadOnlyMemory<byte> file, ImageFormat format, byte[]? tail, CancellationToken cancellationToken)
    {
        VipsLibrary.Start();
        var notes = format switch
        {
            ImageFormat.Png => PngHeader.Read(file.Span),
            ImageFormat.Heic or ImageFormat.Avif => HeifBoxes.Read(file.Span),
            ImageFormat.Tiff => TiffHeader.Read(file.Span),
            ImageFormat.Jpeg => JpegMarkers.Read(file.Span),
            _ => ContainerNotes.None,
        };
        notes = tail is null ? notes : notes with { Tail = tail };
        var source = new PictureSource(file, notes, cancellationToken).ToVips();
        Image? image = null;
        try
        {
            image = Load(source, format, notes);
            return new OpenedImage(source, image, format, notes, ImageSignature.IsAnimated(file.Span, format));
        }
        catch
        {
            image?.Dispose();
            source.Dispose();
            throw;
        }
    }

    /// <summary>Gets EXIF, XMP, IPTC and the texts of the file as libvips names them; nothing is decoded.</summary>
    public IEnumerable<(string Name, byte[] Value)> ReadFields()
    {
        var sum = 0;
        foreach (var name in _image.GetFields().Where(IsDescription))
        {
            var value = _image.Get(name) switch
            {
                byte[] bytes => bytes,
                string text => Encoding.UTF8.GetBytes(text),
                _ => [],
            };
            if (value.Length is > 0 and <= LargestField && sum + value.Length <= LargestSum)
            {
                sum += value.Length;
                yield return (name, value);
            }
        }
    }

    /// <summary>Decodes the pixels, turns them upright, and brings their colours to 8-bit sRGB over white.</summary>
    /// <exception cref="VipsException">The pixels are damaged.</exception>
    /// <exception cref="UnreadableColourException">The colours have no way to sRGB.</exception>
    public RgbImage Decode(CancellationToken cancellationToken)
    {
        var target = new UprightPixels(_image.Width, _image.Height, Info.Orientation);
        if (Notes.Colours is { } colours && _colourBands is 1 or 3 && _image.Format is Enums.BandFormat.Uchar or Enums.BandFormat.Ushort)
        {
            DecodeCoded(colours, target, cancellationToken);
        }
        else
        {
            using var srgb = ToSrgb();
            VipsLibrary.ReadRows(srgb, target.Put, cancellationToken);
        }

        return target.ToImage();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _image.Dispose();
        _source.Dispose();
    }

    private static Image Load(Source source, ImageFormat format, ContainerNotes notes)
    {
        const Enums.Access InOrder = Enums.Access.Sequential;
        const Enums.FailOn Strict = Enums.FailOn.Error;
        return format switch
        {
            ImageFormat.Jpeg => Image.JpegloadSource(source, access: InOrder, failOn: Strict),
            ImageFormat.Png => Image.PngloadSource(source, access: InOrder, failOn: Strict),
            ImageFormat.Webp => Image.WebploadSource(source, access: InOrder, failOn: Strict),
            ImageFormat.Heic or ImageFormat.Avif => Image.HeifloadSource(source, access: InOrder, failOn: Strict),
            ImageFormat.Tiff => Image.TiffloadSource(source, page: notes.Page, access: InOrder, failOn: Strict),
            _ => throw new ArgumentOutOfRangeException(nameof(format)),
        };
    }

    private static int ColourBands(Enums.Interpretation interpretation, int bands) =>
        interpretation switch
        {
            Enums.Interpretation.Multiband => bands < 3 ? 1 : 3,
            Enums.Interpretation.Bw or Enums.Interpretation.Grey16 => 1,
            Enums.Interpretation.Cmyk => 4,
            _ => 3,
        };

    private static int BitsOf(Enums.BandFormat format) =>
        format switch
        {
            Enums.BandFormat.Uchar or Enums.BandFormat.Char => 8,
            Enums.BandFormat.Ushort or Enums.BandFormat.Short => 16,
            _ => 32,
        };

    // HEIF files hold XMP as an item of a media type, which libvips names by its number.
    private static bool IsDescription(string field) =>
        field is Exif or "xmp-data" or "iptc-data"
        || field.StartsWith("heif-mime-", StringComparison.Ordinal)
        || field.StartsWith("png-comment-", StringComparison.Ordinal);

    private int Orientation(ImageFormat format)
    {
        if (format is not (ImageFormat.Heic or ImageFormat.Avif))
        {
            return Number("orientation") is { } stored and >= 1 and <= 8 ? stored : 1;
        }

        // The decoder turns the pixels by the properties of the picture; where there are none, cameras mean what EXIF says.
        var told = Notes.IsTurnedByDecoder || !_image.Contains(Exif) ? 1 : ExifBlock.Parse((byte[])_image.Get(Exif))?.OrientationValue ?? 1;
        return told is >= 1 and <= 8 ? told : 1;
    }

    private int? Number(string field) => _image.Contains(field) && _image.Get(field) is int value ? value : null;

    // Any colour layout to three 8-bit sRGB bands. A profile that does not fit the picture is ignored, as browsers do.
    private Image ToSrgb()
    {
        using var colour = Narrow(_image.ExtractBand(0, n: _colourBands));
        using var managed = Info.HasColorProfile ? Managed(colour) : null;
        using var known = Known(managed ?? colour);
        using var bytes = known.Cast(Enums.BandFormat.Uchar);
        if (bytes.Bands != 3)
        {
            throw new UnreadableColourException();
        }

        if (_alphaBand is not { } band)
        {
            return bytes.Copy();
        }

        // Alpha is scaled on its own, because a colour transform to 8 bit leaves it as it is.
        using var alpha = Narrow(_image.ExtractBand(band));
        using var opacity =
            alpha.Format == Enums.BandFormat.Uchar ? alpha.Copy()
            : alpha.Format == Enums.BandFormat.Ushort ? alpha.Cast(Enums.BandFormat.Uchar, shift: true)
            : ScaledToBytes(alpha);
        using var joined = bytes.Bandjoin(opacity);
        return joined.Flatten(background: [255, 255, 255], maxAlpha: 255);
    }

    private static Image ScaledToBytes(Image alpha)
    {
        using var scaled = alpha * 255;
        return scaled.Cast(Enums.BandFormat.Uchar);
    }

    private static Image Known(Image colour)
    {
        try
        {
            return colour.Colourspace(Enums.Interpretation.Srgb);
        }
        catch (VipsException)
        {
            throw new UnreadableColourException();
        }
    }

    private static Image? Managed(Image colour)
    {
        try
        {
            return colour.IccTransform("srgb", embedded: true, depth: 8);
        }
        catch (VipsException)
        {
            return null;
        }
    }

    // Whole numbers of 32 bits have no colour space of their own.
    private static Image Narrow(Image image)
    {
        if (image.Format != Enums.BandFormat.Uint)
        {
            return image;
        }

        using var whole = image;
        using var upper = whole >> 16;
        using var narrow = upper.Cast(Enums.BandFormat.Ushort);
        return narrow.Copy(interpretation: image.Bands == 1 ? Enums.Interpretation.Grey16 : Enums.Interpretation.Rgb16);
    }

    private void DecodeCoded(CodedColours colours, UprightPixels target, CancellationToken cancellationToken)
    {
        var isWide = _image.Format == Enums.BandFormat.Ushort;
        var codes = isWide ? 1 << 16 : 1 << 8;

        // Decoders of HEIF shift their 10 or 12 bits up and leave zeros below.
        var linear = colours.LinearTable(codes, Info.Format is ImageFormat.Heic or ImageFormat.Avif ? Info.BitsPerSample : 16);
        var bands = _image.Bands;
        var (green, blue) = _colourBands == 1 ? (0, 0) : (1, 2);
        VipsLibrary.ReadRows(
            _image,
            (row, rows) =>
            {
                var samples = new Samples(rows, isWide);
                var pixels = new byte[samples.Count / bands * 3];
                for (var (at, to) = (0, 0); at < samples.Count; at += bands, to += 3)
                {
                    var pixel = pixels.AsSpan(to, 3);
                    colours.ToSrgb(linear[samples[at]], linear[samples[at + green]], linear[samples[at + blue]], pixel);
                    if (_alphaBand is { } band)
                    {
                        LayOverWhite(pixel, samples[at + band] / (float)(codes - 1));
                    }
                }

                target.Put(row, pixels);
            },
            cancellationToken
        );
    }

    private static void LayOverWhite(Span<byte> pixel, float opacity)
    {
        for (var c = 0; c < pixel.Length; c++)
        {
            pixel[c] = (byte)((pixel[c] * opacity) + (255 * (1 - opacity)) + 0.5f);
        }
    }

    private readonly ref struct Samples(ReadOnlySpan<byte> rows, bool isWide)
    {
        private readonly ReadOnlySpan<byte> _bytes = rows;
        private readonly ReadOnlySpan<ushort> _words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(rows);

        public int Count => isWide ? _words.Length : _bytes.Length;

        public int this[int index] => isWide ? _words[index] : _bytes[index];
    }
}

/// <summary>The colours of a picture have no way to sRGB.</summary>
internal sealed class UnreadableColourException : Exception;

/// <summary>Puts rows as they are stored where they lie in the upright picture, so that turning it needs no second picture.</summary>
internal sealed class UprightPixels
{
    private const int Bands = 3;

    private readonly int _storedWidth;
    private readonly byte[] _pixels;
    private readonly int _width;
    private readonly (int Start, int Across, int Down) _steps;

    /// <summary>Makes room for the picture.</summary>
    /// <param name="storedWidth">Width as stored.</param>
    /// <param name="storedHeight">Height as stored.</param>
    /// <param name="orientation">EXIF value, 1–8: where row 0 and column 0 of the stored pixels lie.</param>
    public UprightPixels(int storedWidth, int storedHeight, int orientation)
    {
        var (w, h) = (storedWidth, storedHeight);
        _storedWidth = w;
        _width = orientation >= 5 ? h : w;
        _pixels = new byte[checked(w * h * Bands)];
        _steps = orientation switch
        {
            2 => (w - 1, -1, w),
            3 => ((w * h) - 1, -1, -w),
            4 => ((h - 1) * w, 1, -w),
            5 => (0, h, 1),
            6 => (h - 1, h, -1),
            7 => ((w * h) - 1, -h, -1),
            8 => ((w - 1) * h, -h, 1),
            _ => (0, 1, w),
        };
    }

    /// <summary>Takes stored rows.</summary>
    /// <param name="firstRow">Number of the first.</param>
    /// <param name="rows">Interleaved RGB bytes.</param>
    public void Put(int firstRow, ReadOnlySpan<byte> rows)
    {
        if (_steps is (0, 1, _))
        {
            rows.CopyTo(_pixels.AsSpan(firstRow * _storedWidth * Bands));
            return;
        }

        // Rows run inside columns where they become columns, so that neighbours are written together.
        var count = rows.Length / (_storedWidth * Bands);
        for (var x = 0; x < _storedWidth; x++)
        {
            var target = Bands * (_steps.Start + (x * _steps.Across) + (firstRow * _steps.Down));
            var source = Bands * x;
            for (var y = 0; y < count; y++, source += Bands * _storedWidth, target += Bands * _steps.Down)
            {
                (_pixels[target], _pixels[target + 1], _pixels[target + 2]) = (rows[source], rows[source + 1], rows[source + 2]);
            }
        }
    }

    /// <summary>Gets the picture; its pixels are not copied.</summary>
    public RgbImage ToImage() => new(_width, _pixels.Length / Bands / _width, _pixels);
}
