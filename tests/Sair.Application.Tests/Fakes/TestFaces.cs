using System.Text.Json;
using Sair.Application.People;
using Sair.Application.Photos;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Photos;
using Sair.Engine.Degradations;

namespace Sair.Application.Tests.Fakes;

/// <summary>Photos whose faces lie at given places of the descriptor space.</summary>
internal static class TestFaces
{
    /// <summary>A photo with one face for each given first descriptor value; the distance of two faces is the difference.</summary>
    public static Photo Photo(string name, double side, params float[] people) => Photo(name, side, Owners.Local, people);

    /// <summary>The same of an owner.</summary>
    public static Photo Photo(string name, double side, Guid ownerId, params float[] people)
    {
        var photo = new Photo
        {
            OwnerId = ownerId,
            FileName = name,
            Format = "png",
            OriginalBlob = BlobId.Of(Guid.NewGuid().ToByteArray()),
            PreviewBlob = BlobId.Of([4]),
            OriginalBytes = 2048,
            Width = 400,
            Height = 300,
            CreatedUtc = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        };
        photo.Faces.AddRange(people.Select((person, position) => Face(photo.Id, position, side, person)));
        return photo;
    }

    /// <summary>A person with two good photos at a place of the descriptor space.</summary>
    public static AlbumPerson Person(string name, float person)
    {
        var photos = new[] { Photo("a.png", 200, person), Photo("b.png", 200, person) };
        var faces = photos.Select(photo => new AlbumFace(
            photo.Id,
            photo.Faces[0].Id,
            FaceMapping.TraitsOf(photo.Faces[0]),
            0.9,
            null,
            null,
            IsConfirmed: false
        ));
        return new AlbumPerson(new Album(Guid.NewGuid(), name, [], AlbumAnalysis.Of([.. faces])));
    }

    /// <summary>A face square at the corner of its photo.</summary>
    public static Face Face(Guid photoId, int position, double side, float person, double? quality = null, RealSize? size = null)
    {
        var descriptor = new float[128];
        descriptor[0] = person;
        return new Face
        {
            PhotoId = photoId,
            Position = position,
            BoxX = 10,
            BoxY = 20,
            BoxWidth = side,
            BoxHeight = side,
            Landmarks = FaceBytes.Pack(new double[136]),
            Quad = FaceBytes.Pack([0.0, 0, 0, side, side, side, side, 0]),
            SquareBlob = BlobId.Of([1]),
            Descriptor = FaceBytes.Pack(descriptor),
            ExpressionsJson = "{}",
            Score = 0.9,
            QualityScore = quality,
            RealSizeJson = size is null ? null : JsonSerializer.Serialize(size, JsonSerializerOptions.Web),
        };
    }
}
