namespace Sair.Engine.Degradations;

/// <summary>One plane of a picture under grey-scale morphology with flat squares.</summary>
/// <param name="width">Width in pixels.</param>
/// <param name="height">Height in pixels.</param>
/// <param name="values">Row by row; taken over.</param>
internal sealed class MorphologyPlane(int width, int height, float[] values)
{
    /// <summary>Gets the values, row by row.</summary>
    public float[] Values { get; } = values;

    /// <summary>Takes the largest value of a square around each place.</summary>
    /// <param name="reach">Half its side in pixels, without the middle.</param>
    public MorphologyPlane Dilate(int reach) => Along(1, reach, Math.Max).Along(width, reach, Math.Max);

    /// <summary>Takes the smallest value of a square around each place.</summary>
    /// <param name="reach">Half its side in pixels, without the middle.</param>
    public MorphologyPlane Erode(int reach) => Along(1, reach, Math.Min).Along(width, reach, Math.Min);

    /// <summary>Removes what is bright and narrower than the square.</summary>
    /// <param name="reach">Half its side in pixels, without the middle.</param>
    public MorphologyPlane Open(int reach) => Erode(reach).Dilate(reach);

    /// <summary>Removes what is dark and narrower than the square.</summary>
    /// <param name="reach">Half its side in pixels, without the middle.</param>
    public MorphologyPlane Close(int reach) => Dilate(reach).Erode(reach);

    /// <summary>Subtracts another plane of the same size.</summary>
    public MorphologyPlane Difference(MorphologyPlane other) => new(width, height, [.. Values.Zip(other.Values, (mine, theirs) => mine - theirs)]);

    private MorphologyPlane Along(int stride, int reach, Func<float, float, float> choose)
    {
        var (length, result) = (stride == 1 ? width : height, new float[Values.Length]);
        for (var i = 0; i < result.Length; i++)
        {
            var place = stride == 1 ? i % width : i / width;
            var chosen = Values[i];
            for (var step = -Math.Min(reach, place); step <= Math.Min(reach, length - 1 - place); step++)
            {
                chosen = choose(chosen, Values[i + (step * stride)]);
            }

            result[i] = chosen;
        }

        return new MorphologyPlane(width, height, result);
    }
}
