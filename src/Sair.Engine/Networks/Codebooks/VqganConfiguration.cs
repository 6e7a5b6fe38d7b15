namespace Sair.Engine.Networks.Codebooks;

/// <summary>Sizes of an encoder and a generator around codebooks.</summary>
public sealed record VqganConfiguration
{
    private readonly IReadOnlyList<int>? _encoderMultipliers;

    /// <summary>Gets the side of the pictures in pixels.</summary>
    public int Size { get; init; } = 512;

    /// <summary>Gets the side of the squares of pixels that are taken as channels; 1 in the published networks.</summary>
    /// <remarks>2 saves the level of full resolution, which costs most.</remarks>
    public int Patch { get; init; } = 1;

    /// <summary>Gets the side of the squares that the encoder takes as channels; <see cref="Patch"/> without.</summary>
    /// <remarks>Larger than <see cref="Patch"/> where the generator shows more than the encoder looks at: the encoder then begins at a coarser level.</remarks>
    public int? EncoderPatch { get; init; }

    /// <summary>Gets the channels that <see cref="Multipliers"/> count in.</summary>
    public int Channels { get; init; } = 64;

    /// <summary>Gets the channels of the generator's levels, finest first, and of the encoder's where <see cref="EncoderMultipliers"/> does not say otherwise.</summary>
    public IReadOnlyList<int> Multipliers { get; init; } = [1, 2, 2, 4, 4, 8];

    /// <summary>Gets the residual blocks per level.</summary>
    public int ResidualBlocks { get; init; } = 2;

    /// <summary>Gets the sides of the feature maps that are followed by attention.</summary>
    public IReadOnlyList<int> AttentionSides { get; init; } = [16];

    /// <summary>Gets the length of a code.</summary>
    public int CodeLength { get; init; } = 256;

    /// <summary>Gets the codes per book.</summary>
    public int CodeCount { get; init; } = 1024;

    /// <summary>Gets the groups of every group normalisation.</summary>
    public int Groups { get; init; } = 32;

    /// <summary>Gets the side of the map of codes.</summary>
    public int LatentSide => Size / Patch >> (Multipliers.Count - 1);

    /// <summary>Gets the channels of the encoder's map of a side.</summary>
    /// <param name="side">Side of one of the encoder's levels.</param>
    public int EncoderChannels(int side) => Channels * EncoderMultipliers[int.Log2(Size / (EncoderPatch ?? Patch) / side)];

    /// <summary>Gets the channels of the encoder's levels, finest first; those of the generator's levels of the same sides without.</summary>
    public IReadOnlyList<int> EncoderMultipliers
    {
        get => _encoderMultipliers ?? [.. Multipliers.Skip(int.Log2((EncoderPatch ?? Patch) / Patch))];
        init => _encoderMultipliers = value;
    }
}
