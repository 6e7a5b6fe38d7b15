using Sair.Engine.Imaging;

namespace Sair.Training.Tests.Data;

/// <summary>A data folder of small random pictures with its list.</summary>
public sealed class FacesFolder : IDisposable
{
    public const int Side = 16;

    public FacesFolder(int count = 60)
    {
        Path = Directory.CreateTempSubdirectory("sair-faces-").FullName;
        var random = new Random(3);
        var list = new List<string> { "file,source_repo,cluster" };
        foreach (var source in new[] { "first", "second" })
        {
            Directory.CreateDirectory(System.IO.Path.Combine(Path, source));
            for (var i = 0; i < count / 2; i++)
            {
                var pixels = new byte[Side * Side * 3];
                random.NextBytes(pixels);
                File.WriteAllBytes(
                    System.IO.Path.Combine(Path, source, $"{i}.png"),
                    ImageEncoder.Encode(new RgbImage(Side, Side, pixels), ImageFormat.Png)
                );
                list.Add($"{source}/{i}.png,\"a, b\",{(i % 3 == 0 ? i / 3 : string.Empty)}");
            }
        }

        File.WriteAllLines(System.IO.Path.Combine(Path, "sources.csv"), list);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
