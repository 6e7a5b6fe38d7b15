namespace Sair.Engine.Imaging;

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
