namespace Sair.TestKit;

/// <summary>Finds the files that tests compare against.</summary>
public static class Fixtures
{
    private const string RootMark = "Sair.Web.sln";

    /// <summary>Gets the root of the repository: the nearest folder above the test program that holds the solution.</summary>
    public static string Repository { get; } = FindRoot();

    /// <summary>Gives the path of a fixture.</summary>
    /// <param name="parts">Path below <c>tests/fixtures</c>.</param>
    public static string Locate(params string[] parts) => Path.Combine([Repository, "tests", "fixtures", .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RootMark)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{RootMark} is in no folder above {AppContext.BaseDirectory}.");
    }
}
