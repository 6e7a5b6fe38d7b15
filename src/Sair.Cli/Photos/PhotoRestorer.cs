using System.Globalization;
using Sair.Application.Photos;
using Sair.Cli.Restoring;
using Sair.CommandLine;
using Sair.Engine;
using Sair.Engine.Compositing;
using Sair.Engine.Degradations;
using Sair.Engine.Engines;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;

namespace Sair.Cli.Photos;

/// <summary>Restores the chosen faces of one whole photo and puts them back.</summary>
internal sealed class PhotoRestorer(
    CommandServices services,
    FacePreparation preparation,
    IModelProvider models,
    Device device,
    IReadOnlyList<PersonAlbum> albums
)
{
    private const int ManyFaces = 20;

    private readonly PhotoCompositor _compositor = new(new LanczosEnlarger());

    /// <summary>Restores a photo.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="path">The photo's name, for messages.</param>
    /// <param name="content">The bytes of its file.</param>
    /// <param name="cancellationToken">Stops between iterations.</param>
    /// <exception cref="NoFaceFoundException">The photo shows no face.</exception>
    public PhotoOutcome Restore(PhotoRequest request, string path, byte[] content, CancellationToken cancellationToken)
    {
        var upright = preparation.FindUpright(PhotoFile.Decode(path, content), request.Turn, cancellationToken);
        var (photo, faces) = (upright.Photo, upright.Faces);
        if (TurnOption.Describe(path, upright.Turn, upright.ProposedTurn, request.Turn) is { } turned)
        {
            services.Error.WriteLine($"  {turned}");
        }

        var marks = MaskFiles.Read(photo, request.Masks, upright.Turn);
        if (faces.Count == 0)
        {
            throw new NoFaceFoundException($"No face was found in {path}: use a larger copy of the photo.");
        }

        var chosen = request.Faces.Of(faces.Count);
        if (chosen.Count > ManyFaces && request.BlindEngine is not null)
        {
            services.Error.WriteLine($"  {chosen.Count} faces, one after another; --faces 1,2,3 or --faces largest takes fewer");
        }

        var pictures = PicturedFace.Of(content, photo, faces);
        PersonAlbum Others(int place, PersonAlbum album) => album.Without(pictures[chosen[place]]);
        var people = PeopleOnPhoto.Assign(
            chosen.Count,
            albums,
            (place, album) =>
                Others(place, album) is var others && others.IsLike(faces[chosen[place]]) ? others.DistanceTo(faces[chosen[place]]) : null,
            (place, album) => Others(place, album).IsClearly(faces[chosen[place]])
        );
        foreach (var repeated in PeopleOnPhoto.Repeated(people, album => album.Name))
        {
            services.Error.WriteLine($"  {repeated}: right for a strip of pictures, a collage or a mirror; else choose by --faces");
        }

        var size = RealSizeDecision.Of(request.RealSize, photo, [.. chosen.Select(index => faces[index])]);
        if (size.Describe(path, faces[chosen[0]]) is { } enlarged)
        {
            services.Error.WriteLine($"  {enlarged}");
        }

        var placed = new List<PlacedFace>();
        foreach (var (place, index) in chosen.Index())
        {
            var face = faces[index];
            var name = $"  face {index + 1} of {faces.Count}, {face.Square.Width} px";
            if (request.ShowsDegradation)
            {
                services.Error.WriteLine($"{name}: {Describe(FaceDegradation.Estimate(photo, face.Detection!.Quad, face.Square))}");
            }

            var input = MaskFiles.Mark(
                new RestorationInput { Degraded = face.Square },
                marks,
                face,
                request.ProposesScratches,
                size.Apply(request.Degradation, face)
            );
            var read = new ReferencePhoto(path, face, pictures[index]);
            if (RestoreFace(request, read, people[place], input, name, cancellationToken) is { } restored)
            {
                placed.Add(new PlacedFace(face.Detection!.Quad, restored, input.Marks));
            }
        }

        if (placed.Count == 0)
        {
            return new PhotoOutcome(null, content, 0, faces.Count, null, null);
        }

        var result = _compositor.PutBack(photo, placed, request.Compositing with { MeasuresSeams = true }, cancellationToken);
        var seam = result.Seams.MaxBy(seam => seam.Matched)!;
        services.Error.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  steepest edge at a rim {seam.Matched:0.0} of 255 per hundredth of a face square, {seam.Pasted:0.0} if pasted"
            )
        );
        return new PhotoOutcome(result.Image, content, placed.Count, faces.Count, seam.Matched, size.ToRecord(faces[chosen[0]]));
    }

    private RgbImage? RestoreFace(
        PhotoRequest request,
        ReferencePhoto read,
        PersonAlbum? album,
        RestorationInput input,
        string name,
        CancellationToken cancellationToken
    )
    {
        var face = read.Face;
        if (album is not null)
        {
            var others = album.Without(read.Picture);
            var left = others == album ? "" : ", without the very photo that shall be restored";
            services.Error.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{name}: {album.Name} (distance {others.DistanceTo(face):0.00}){left}")
            );
            return Run(
                request.Engine,
                request.Options,
                input with
                {
                    References = FacePreparation.Prepare(face, others.Faces).Input.References,
                },
                cancellationToken
            );
        }

        var nearest = albums
            .Select(album => album.Without(read.Picture))
            .Select(album => (album.Name, Distance: album.DistanceTo(face), IsLike: album.IsLike(face)))
            .Where(entry => entry.Distance is not null)
            .OrderBy(entry => entry.Distance)
            .FirstOrDefault();
        var why = nearest.Name is null
            ? albums.Count == 0
                ? "no album given"
                : albums.FirstOrDefault(album => album.Without(read.Picture).Photos.Count == 0) is { } alone
                    ? $"{alone.Name} holds this very photo alone"
                    : "too coarse to be compared"
            : nearest.IsLike
                ? $"like {nearest.Name}, but another face is more so"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"nobody's album is like it, nearest {nearest.Name} (distance {nearest.Distance:0.00})"
                );
        services.Error.WriteLine($"{name}: {why}; {(request.BlindEngine is null ? "left as it is" : "restored without an album")}");
        return request is { BlindEngine: { } blind, BlindOptions: { } options } ? Run(blind, options, input, cancellationToken) : null;
    }

    private static string Describe(FaceDegradation face)
    {
        var jpeg = face.JpegQuality is { } quality ? $"JPEG about {quality}, blocks from {face.GridX},{face.GridY}" : "no JPEG blocks";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"blur {face.BlurDeviation:0.0} px, noise {face.NoiseDeviation:0.000}, {jpeg}, really about {face.RealSide} of {face.Side} px"
        );
    }

    private RgbImage Run(IRestorationEngine engine, EngineOptions options, RestorationInput input, CancellationToken cancellationToken) =>
        new EngineRunner(services, models, device).Run(engine, options, input, cancellationToken).Result.Image;
}

/// <summary>What became of one photo.</summary>
/// <param name="Image">The new photo; null where no face was restored.</param>
/// <param name="Original">The bytes of the file.</param>
/// <param name="Restored">How many faces were restored.</param>
/// <param name="Found">How many faces there are.</param>
/// <param name="Seam">The steepest edge around a restored face, 0–255 per hundredth of a face square; null without one.</param>
/// <param name="RealSize">What was decided about the photo's real size; null where no face was restored.</param>
internal sealed record PhotoOutcome(RgbImage? Image, byte[] Original, int Restored, int Found, double? Seam, RealSizeRecord? RealSize);
