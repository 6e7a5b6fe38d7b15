namespace Sair.Engine.Imaging.Metadata;

/// <summary>What of the photo's metadata a download carries; every download says that it was restored by AI.</summary>
public enum MetadataChoice
{
    /// <summary>When the photo was taken.</summary>
    Basic,

    /// <summary>The photo's whole EXIF block, places included.</summary>
    Keep,

    /// <summary>Nothing of the photo.</summary>
    Strip,
}
