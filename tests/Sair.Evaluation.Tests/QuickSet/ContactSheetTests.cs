using Sair.Cli.Tests.Fakes;
using Sair.Evaluation.QuickSet;

namespace Sair.Evaluation.Tests.QuickSet;

public sealed class ContactSheetTests
{
    [Fact]
    public void Draw_RowsOfPictures_PlacesEachInItsCell()
    {
        var sheet = ContactSheet.Draw(
            [
                [Pictures.Plain(16, 16, 10), Pictures.Plain(4, 4, 20), Pictures.Plain(32, 32, 30)],
                [Pictures.Plain(8, 8, 40), Pictures.Plain(8, 8, 50), Pictures.Plain(8, 8, 60)],
            ],
            cell: 16
        );

        Assert.Equal((3 * 20) + 4, sheet.Width);
        Assert.Equal((2 * 20) + 4, sheet.Height);
        int At(int column, int row) => sheet.Pixels[3 * ((((row * 20) + 12) * sheet.Width) + (column * 20) + 12)];
        Assert.Equal([10, 20, 30, 40, 50, 60], [At(0, 0), At(1, 0), At(2, 0), At(0, 1), At(1, 1), At(2, 1)]);
        Assert.Equal(255, sheet.Pixels[0]);
        Assert.Equal(255, sheet.Pixels[3 * ((12 * sheet.Width) + 21)]);
    }

    [Fact]
    public void Draw_RowsOfDifferentLength_Throws() =>
        Assert.Throws<ArgumentException>(() =>
            ContactSheet.Draw(
                [
                    [Pictures.Plain(8, 8, 0)],
                    [],
                ],
                8
            )
        );
}
