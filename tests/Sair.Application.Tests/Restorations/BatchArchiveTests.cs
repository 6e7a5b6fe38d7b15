using Sair.Application.Restorations;

namespace Sair.Application.Tests.Restorations;

public sealed class BatchArchiveTests
{
    [Fact]
    public void FreeName_NamesThatRepeat_AreNumbered()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        Assert.Equal(
            ["a.jpg", "A (2).jpg", "a (3).jpg", "b.jpg"],
            new[] { "a.jpg", "A.jpg", "a.jpg", "b.jpg" }.Select(name => BatchArchive.FreeName(taken, name))
        );
    }
}
