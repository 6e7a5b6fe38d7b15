using Sair.Web.Downloads;

namespace Sair.Web.Tests.Downloads;

public sealed class BatchArchiveTests
{
    [Fact]
    public void FreeName_NamesThatRepeat_AreNumbered()
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

        Assert.Equal(["a.jpg", "A (2).jpg", "a (3).jpg", "b.jpg"], new[] { "a.jpg", "A.jpg", "a.jpg", "b.jpg" }.Select(name => BatchArchive.FreeName(taken, name)));
    }
}
