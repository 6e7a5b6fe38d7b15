using Sair.Engine;
using Sair.Engine.Preparation;

namespace Sair.Cli.Restoring;

/// <summary>Reads good photos of one person; of a group, the face that is most like those on the other photos.</summary>
/// <param name="preparation">Finds faces.</param>
/// <param name="tell">Receives what was chosen, in sentences.</param>
internal sealed class ReferenceReader(FacePreparation preparation, Action<string> tell)
{
    /// <summary>Takes one face of each photo.</summary>
    /// <exception cref="InvalidImageException">A file is no usable picture.</exception>
    /// <exception cref="NoFaceFoundException">A photo shows no face.</exception>
    public List<PreparedFace> Read(IReadOnlyList<string> photos, CancellationToken cancellationToken)
    {
        var found = photos.Select(path => (Path: path, Faces: preparation.FindLargeEnough(PhotoFile.Read(path), cancellationToken))).ToList();
        var alone = found.Where(entry => entry.Faces.Count == 1).Select(entry => entry.Faces[0]).ToList();
        return found.ConvertAll(entry => ChooseReference(entry.Path, entry.Faces, alone));
    }

    private PreparedFace ChooseReference(string path, IReadOnlyList<PreparedFace> faces, List<PreparedFace> alone)
    {
        if (faces.Count == 0)
        {
            throw new NoFaceFoundException($"No face was found in the reference {path}: choose another photo of the person, or say --aligned if all pictures are face squares already.");
        }

        var (index, distance) = FacePreparation.Propose(faces, alone);
        if (faces.Count > 1)
        {
            tell(distance is null
                ? $"{path} shows {faces.Count} faces; the largest is taken."
                : $"{path} shows {faces.Count} faces; face {index + 1} is taken, which is most like the other references (distance {distance:0.00}).");
        }

        return faces[index];
    }
}
