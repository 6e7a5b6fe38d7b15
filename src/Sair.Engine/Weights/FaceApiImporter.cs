using Sair.Engine.Faces;
using Sair.Engine.Weights.Files;

namespace Sair.Engine.Weights;

/// <summary>Turns the networks of the npm package <c>@vladmandic/face-api</c> into one safetensors file each.</summary>
public static class FaceApiImporter
{
    /// <summary>Converts all four networks without loss: bytes stay bytes, see <see cref="FaceApiManifestReader"/>.</summary>
    /// <param name="packageFolder">The package's <c>model</c> folder.</param>
    /// <param name="outputFolder">Receives <c>ID.safetensors</c> for each of <see cref="KnownFaceModels.PackageNames"/>; made if missing.</param>
    /// <returns>The paths written.</returns>
    /// <exception cref="WeightsFormatException">A file of the package is missing or malformed.</exception>
    public static IReadOnlyList<string> Import(string packageFolder, string outputFolder)
    {
        Directory.CreateDirectory(outputFolder);
        var written = new List<string>();
        foreach (var (id, network) in KnownFaceModels.PackageNames)
        {
            using var scope = torch.NewDisposeScope();
            var path = Path.Combine(outputFolder, id + ".safetensors");
            SafetensorsFile.Write(path, FaceApiManifestReader.Read(packageFolder, network), new Dictionary<string, string>
            {
                ["architecture"] = network,
                ["source"] = "npm package @vladmandic/face-api",
                ["licence"] = "MIT",
            });
            written.Add(path);
        }

        return written;
    }
}
