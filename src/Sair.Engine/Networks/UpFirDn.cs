namespace Sair.Engine.Networks;

/// <summary>Up-sample, FIR filter, down-sample (Karras 2020): zeros inserted after each sample, padding, true convolution, decimation.</summary>
public static class UpFirDn
{
    /// <summary>Filters every channel.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="kernel">[h, w], gain included; flipped before the correlation.</param>
    /// <param name="up">Factor of the zero insertion.</param>
    /// <param name="down">Every how many samples are kept, from the first.</param>
    /// <param name="before">Zeros before the first row and column; negative crops.</param>
    /// <param name="after">Zeros after the last row and column; negative crops.</param>
    /// <returns>[N, C, (H·up + before + after − h) / down + 1, …].</returns>
    public static Tensor Apply(Tensor x, Tensor kernel, int up = 1, int down = 1, int before = 0, int after = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(kernel);
        var (batch, channels, height, width) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        var spread = x;
        if (up > 1)
        {
            spread = nn.functional.pad(x.reshape(batch, channels, height, 1, width, 1), [0, up - 1, 0, 0, 0, up - 1])
                .reshape(batch, channels, height * up, width * up);
        }

        var padded = nn.functional.pad(spread, [before, after, before, after]);
        var flipped = kernel.flip(0, 1).expand(channels, 1, kernel.shape[0], kernel.shape[1]);
        return nn.functional.conv2d(padded, flipped, strides: [down, down], groups: channels);
    }
}
