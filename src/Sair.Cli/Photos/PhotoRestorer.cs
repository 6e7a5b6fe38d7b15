using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Sair.Cli.CommandLine;
using Sair.Cli.Restoring;
using Sair.Engine;
using Sair.Engine.Compositing;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Imaging;
using Sair.Engine.Preparation;
using Sair.Engine.Weights;

namespace Sair.Cli.Photos;

/// <summary>Restores the chosen faces of one whole photo and puts them back.</summary>
internal sealed class PhotoRestorer(CommandServices services, FacePreparation preparation, IModelProvider models, Device device, IReadOnlyList<PersonAlbum> albums)
{
    private readonly PhotoCompositor _compositor = new(new LanczosEnlarger());

    /// <summary>Restores a photo.</summary>
    /// <returns>The new photo and how many of how many faces were restored; null where none was.</returns>
    /// <exception cref="NoFaceFoundException">The photo shows no face.</exception>
    public (RgbImage? Image, int Restored, int Found) Restore(PhotoRequest request, string path, CancellationToken cancellationToken)
    {
        var photo = PhotoFile.Read(path);
        var faces = preparation.FindLargeEnough(photo, cancellationToken);
        if (faces.Count == 0)
        {
            throw new NoFaceFoundException($"No face was found in {path}: use a larger copy of the photo.");
        }

        var placed = new List<PlacedFace>();
        foreach (var index in request.Faces.Of(faces.Count))
        {
            if (RestoreFace(request, faces[index], $"  face {index + 1} of {faces.Count}, {faces[index].Square.Width} px", cancellationToken) is { } restored)
            {
                placed.Add(new PlacedFace(faces[index].Detection!.Quad, restored));
            }
        }

        if (placed.Count == 0)
        {
            return (null, 0, faces.Count);
        }

        var image = _compositor.PutBack(photo, placed, request.Compositing, cancellationToken);
        WriteSeams(photo, image, placed, request.Compositing.Enlargement);
        return (image, placed.Count, faces.Count);
    }

    private RgbImage? RestoreFace(PhotoRequest request, PreparedFace face, string name, CancellationToken cancellationToken)
    {
        var album = albums.Where(album => album.IsLike(face)).MinBy(album => album.DistanceTo(face));
        if (album is not null)
        {
            services.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {album.Name} (distance {album.DistanceTo(face):0.00})"));
            return Run(request.Engine, request.Options, FacePreparation.Prepare(face, album.Faces).Input, cancellationToken);
        }

        var nearest = albums.Select(album => (album.Name, Distance: album.DistanceTo(face))).Where(entry => entry.Distance is not null).OrderBy(entry => entry.Distance).FirstOrDefault();
        var why = nearest.Name is null
            ? albums.Count == 0 ? "no album given" : "too coarse to be compared"
            : string.Create(CultureInfo.InvariantCulture, $"nobody's album is like it, nearest {nearest.Name} (distance {nearest.Distance:0.00})");
        services.Error.WriteLine($"{name}: {why}; {(request.BlindEngine is null ? "left as it is" : "restored without an album")}");
        return request.BlindEngine is { } blind
            ? Run(blind, (EngineOptions)Activator.CreateInstance(blind.Descriptor.OptionsType)!, new RestorationInput { Degraded = face.Square }, cancellationToken)
            : null;
    }

    private RgbImage Run(IRestorationEngine engine, EngineOptions options, RestorationInput input, CancellationToken cancellationToken)
    {
        var progress = new ProgressReporter(services.Error, services.IsInteractive, services.Time);
        try
        {
            var context = new EngineContext(device, models, NullLogger.Instance);
            return MeasuredRun.Complete(engine.Run(input, options, context, cancellationToken), services.Time, progress.Report).Result.Image;
        }
        finally
        {
            progress.Finish();
        }
    }

    private void WriteSeams(RgbImage photo, RgbImage image, List<PlacedFace> placed, int enlargement)
    {
        var before = ImageResizer.Resize(photo, image.Width, image.Height);
        var seams = placed.Select(face => SeamMeasure.Measure(before, image, face.Quad.Scale(enlargement)));
        services.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  steepest edge at a rim {seams.Max():0.0} of 255 per hundredth of a face square"));
    }
}
