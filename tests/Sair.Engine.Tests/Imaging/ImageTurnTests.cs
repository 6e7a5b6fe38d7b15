using Sair.Engine.Imaging;

namespace Sair.Engine.Tests.Imaging;

public sealed class ImageTurnTests
{
    // 1 2 3
    // 4 5 6
    private static RgbImage Picture => Of(3, 1, 2, 3, 4, 5, 6);

    [Fact]
    public void Turn_RightAngles_TurnsClockwise()
    {
        AssertSame(Of(2, 4, 1, 5, 2, 6, 3), Picture.Turn(90));
        AssertSame(Of(3, 6, 5, 4, 3, 2, 1), Picture.Turn(180));
        AssertSame(Of(2, 3, 6, 2, 5, 1, 4), Picture.Turn(270));
    }

    [Fact]
    public void Turn_Nothing_GivesThePictureItself()
    {
        var picture = Picture;

        Assert.Same(picture, picture.Turn(0));
    }

    [Theory]
    [InlineData(45)]
    [InlineData(-90)]
    [InlineData(360)]
    public void Turn_OtherAngle_Throws(int degrees) => Assert.Throws<ArgumentOutOfRangeException>(() => Picture.Turn(degrees));

    [Theory]
    [InlineData(90, 270, 0)]
    [InlineData(270, 180, 90)]
    [InlineData(0, -90, 270)]
    public void Add_TwoTurns_GivesTheTurnOfBoth(int first, int second, int sum) => Assert.Equal(sum, ImageTurn.Add(first, second));

    private static RgbImage Of(int width, params byte[] values) =>
        new(width, values.Length / width, [.. values.SelectMany(value => new[] { value, (byte)(value + 100), (byte)(value + 200) })]);

    private static void AssertSame(RgbImage expected, RgbImage actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.Equal(expected.Pixels, actual.Pixels);
    }
}
