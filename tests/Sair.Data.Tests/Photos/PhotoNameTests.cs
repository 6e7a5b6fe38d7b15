using Microsoft.EntityFrameworkCore;
using Sair.Data.Photos;

namespace Sair.Data.Tests.Photos;

public sealed class PhotoNameTests
{
    [Theory]
    [InlineData("holiday.jpg", "holiday.jpg")]
    [InlineData("\u202Egpj.exe", "gpj.exe")]
    [InlineData("a\u200Eb\u200Fc\u061C\u2066d\u2069.png", "abcd.png")]
    [InlineData("a\u200Bb\uFEFFc\u00ADd\u2028e\u0007.png", "abcde.png")]
    [InlineData("tag\U000E0041s.png", "tags.png")]
    [InlineData("خانه\u200Cها.jpg", "خانه\u200Cها.jpg")]
    [InlineData("👨\u200D👩\u200D👧 2009.heic", "👨\u200D👩\u200D👧 2009.heic")]
    public void Clean_Name_KeepsWhatIsSeen(string name, string expected) => Assert.Equal(expected, PhotoName.Clean(name));

    [Fact]
    public async Task FileName_StoredByAnEarlierVersion_IsCleanWhereverItIsRead()
    {
        await using var data = await DataFixture.CreateAsync();
        await data.AddPhotoAsync("a");
        await using var context = await data.Contexts.CreateDbContextAsync();
        await context.Database.ExecuteSqlRawAsync("UPDATE \"Photos\" SET \"FileName\" = {0};", "\u202Egnp.exe");

        Assert.Equal("gnp.exe", (await context.Photos.AsNoTracking().SingleAsync()).FileName);
        Assert.Equal("gnp.exe", await context.Photos.Select(photo => photo.FileName).SingleAsync());
        Assert.Equal(1, await context.Photos.CountAsync(photo => EF.Functions.Like(photo.FileName, "%gnp%", "\\")));
    }
}
