using Sair.Engine.Imaging;

namespace Sair.Training.Reports;

/// <summary>Writes rows of pictures as one PNG, so that a person can look.</summary>
public static class PictureSheet
{
    /// <summary>Writes the sheet.</summary>
    /// <param name="path">The PNG file.</param>
    /// <param name="rows">
    /// Each [N, 3, H, W] in −1–1 with the same N; smaller pictures are enlarged to the largest side by nearest sample.
    /// </param>
    public static void Write(string path, IReadOnlyList<Tensor> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var side = rows.Max(row => row.shape[2]);
        var count = rows[0].shape[0];
        var lines = rows.Select(row =>
            {
                var sized = row.shape[2] == side ? row : nn.functional.interpolate(row, [side, side]);
                return sized.permute(1, 2, 0, 3).reshape(3, side, count * side); // [3, H, N·W]
            })
            .ToList();
        var sheet = ((cat(lines, 1) + 1) * 127.5).round().clamp(0, 255).to(uint8).permute(1, 2, 0).contiguous().cpu(); // [rows·H, N·W, 3]
        var picture = new RgbImage((int)sheet.shape[1], (int)sheet.shape[0], sheet.data<byte>().ToArray());
        File.WriteAllBytes(path, ImageEncoder.Encode(picture, ImageFormat.Png));
    }
}
