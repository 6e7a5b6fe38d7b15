using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Galleries;
using Sair.Data.People;

namespace Sair.Data.Tests;

public sealed class GivenNameTests
{
    [Theory]
    [InlineData("holiday.jpg", "holiday.jpg")]
    [InlineData("\u202Egpj.exe", "gpj.exe")]
    [InlineData("a\u200Eb\u200Fc\u061C\u2066d\u2069.png", "abcd.png")]
    [InlineData("a\u200Bb\uFEFFc\u00ADd\u2028e\u0007.png", "abcd e.png")]
    [InlineData("  Grandma\r\n\tRosa \0", "Grandma Rosa")]
    [InlineData("Zoe\u0308", "Zo\u00EB")]
    [InlineData("\u200B\u202E\u2060", "")]
    [InlineData("\u200D\uFE0F", "")]
    [InlineData(" \u3164\u00A0\u2800 ", "")]
    [InlineData("\u2764\uFE0F", "\u2764\uFE0F")]
    [InlineData("tag\U000E0041s.png", "tags.png")]
    [InlineData("خانه\u200Cها.jpg", "خانه\u200Cها.jpg")]
    [InlineData("👨\u200D👩\u200D👧 2009.heic", "👨\u200D👩\u200D👧 2009.heic")]
    public void Clean_Name_KeepsWhatIsSeen(string name, string expected) => Assert.Equal(expected, GivenName.Clean(name));

    // Not as a case of the theory: its arguments go through UTF-8.
    [Fact]
    public void Clean_HalfACharacter_IsReplaced() => Assert.Equal("a\uFFFDb", GivenName.Clean(new string(['a', '\uD800', 'b'])));

    [Theory]
    [InlineData("abcdef", 4, "abcd")]
    [InlineData("abc def", 4, "abc")]
    [InlineData("abc\U0001F600", 4, "abc")]
    public void Clean_LongName_IsCutBetweenCharacters(string name, int longest, string expected) =>
        Assert.Equal(expected, GivenName.Clean(name, longest));

    [Theory]
    [InlineData(null, false)]
    [InlineData("\u200B\n", false)]
    [InlineData("Otto\u200B", true)]
    [InlineData("Ottos", false)]
    public void MistakeOf_Name_CountsWhatIsSeen(string? name, bool isUsable) =>
        Assert.Equal(isUsable, GivenName.MistakeOf(name, 4) is null);

    [Fact]
    public async Task Names_OfPersonsGalleriesAndKeys_AreKeptAsTheyAreSeen()
    {
        const string Hostile = "An\u202Ena\r\nSet-Cookie: a=b";
        const string Seen = "Anna Set-Cookie: a=b";
        await using var data = await DataFixture.CreateAsync();
        var people = data.Get<PeopleStore>();
        var person = await people.AddAsync(Owners.Local, Hostile);
        await data.Get<GalleryStore>().AddAsync(Owners.Local, Hostile, []);
        await data.Get<ApiKeyStore>().CreateAsync(Owners.Local, Hostile);

        Assert.Equal(Seen, (await people.ListAsync(Owners.Local)).Single().Name);
        Assert.Equal(Seen, (await data.Get<GalleryStore>().ListAsync(Owners.Local)).Single().Title);
        Assert.Equal(Seen, (await data.Get<ApiKeyStore>().ListAsync(Owners.Local)).Single().Name);
        await people.RenameAsync(Owners.Local, person.Id, "\u200EOtto\u0000");
        Assert.Equal("Otto", (await people.ListAsync(Owners.Local)).Single().Name);
        await Assert.ThrowsAsync<ArgumentException>(() => people.RenameAsync(Owners.Local, person.Id, "\u200B"));
    }

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
