using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

public sealed class PhotoFileNameTests
{
    [Fact]
    public void Extensions_EveryFormatThatIsRead_HasSomeAndNoneTwice()
    {
        Assert.All(Enum.GetValues<ImageFormat>(), format => Assert.NotEmpty(PhotoFileName.ExtensionsOf(format)));
        Assert.Equal(PhotoFileName.Extensions.Count, PhotoFileName.Extensions.Distinct().Count());
        Assert.All(PhotoFileName.Extensions, extension => Assert.Matches(@"^\.[a-z]+$", extension));
    }

    [Theory]
    [InlineData("IMG_0001.HEIC")]
    [InlineData("IMG_0001.HIF")]
    [InlineData("scan.jfif")]
    [InlineData("folder/old.JPE")]
    [InlineData("a.tiff")]
    [InlineData("a.avif")]
    [InlineData("a.webp")]
    public void IsPhoto_EndingThatIsRead_IsOne(string name)
    {
        Assert.True(PhotoFileName.IsPhoto(name));
        Assert.Contains(Path.GetExtension(name).ToLowerInvariant(), PhotoFileName.Accept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notes.txt")]
    [InlineData("film.mov")]
    [InlineData("jpg")]
    [InlineData("")]
    public void IsPhoto_AnotherEnding_IsNone(string name) => Assert.False(PhotoFileName.IsPhoto(name));

    [Theory]
    [InlineData("._IMG_0001.jpg", true)]
    [InlineData("in/.hidden", true)]
    [InlineData("Thumbs.db", true)]
    [InlineData("@eaDir", true)]
    [InlineData("IMG_0001.jpg", false)]
    [InlineData(".folder/IMG_0001.jpg", false)]
    public void IsHidden_WhatSystemsLeave_IsHidden(string name, bool isHidden) => Assert.Equal(isHidden, PhotoFileName.IsHidden(name));
}
