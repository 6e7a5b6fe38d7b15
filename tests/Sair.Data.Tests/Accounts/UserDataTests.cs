using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.Blobs;
using Sair.Data.Galleries;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;
using Sair.Data.Restorations;

namespace Sair.Data.Tests.Accounts;

public sealed class UserDataTests
{
    [Fact]
    public async Task DeleteAsync_OwnerOfOneOfEverything_LeavesNoFileAndCountsEach()
    {
        await using var data = await DataFixture.CreateAsync();
        await AddEverythingAsync(data, Owners.Local);
        var (files, bytes) = Measure(data);

        var measured = await data.Get<UserData>().MeasureAsync(Owners.Local);
        var receipt = await data.Get<UserData>().DeleteAsync(Owners.Local);

        Assert.Equal((files, 0), (receipt.Files, data.CountFiles()));
        Assert.Equal(bytes, measured);
        Assert.Equal((1, 1, 1, 1, 1), (receipt.People, receipt.PersonalModels, receipt.Photos, receipt.Restorations, receipt.Faces));
        Assert.Equal(0, await data.Get<UserData>().MeasureAsync(Owners.Local));
    }

    [Fact]
    public async Task RemoveAsync_Member_DeletesTheMembersFilesAndNobodyElses()
    {
        await using var data = await DataFixture.CreateAsync();
        await AddEverythingAsync(data, Owners.Local);
        var (files, bytes) = Measure(data);
        var member = await data.AddUserAsync("Rosa");
        await AddEverythingAsync(data, member.Id, "other ");

        var receipt = await data.Get<UserData>().RemoveAsync(member.Id);

        Assert.Equal(files, receipt!.Files);
        Assert.Equal((files, bytes), Measure(data));
        Assert.Equal(bytes, await data.Get<UserData>().MeasureAsync(Owners.Local));
    }

    private static (int Files, long Bytes) Measure(DataFixture data)
    {
        var files = new DirectoryInfo(data.Options.BlobDirectory).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        return (files.Count, files.Sum(file => file.Length));
    }

    // Whoever adds a column for a file fills it here too: the columns are asked of the model.
    private static async Task AddEverythingAsync(DataFixture data, Guid owner, string prefix = "")
    {
        await using var batch = data.Collector.BeginBatch();
        async Task<BlobId> FileAsync(string name) => await batch.AddAsync(DataFixture.Bytes(prefix + name));
        var photo = new Photo
        {
            OwnerId = owner,
            FileName = "a.jpg",
            Format = "jpeg",
            OriginalBlob = await FileAsync("original"),
            PreviewBlob = await FileAsync("preview"),
            OriginalBytes = 1,
            Width = 1,
            Height = 1,
            CreatedUtc = DateTime.UnixEpoch,
        };
        photo.Faces.Add(
            new Face
            {
                Position = 0,
                BoxX = 0,
                BoxY = 0,
                BoxWidth = 1,
                BoxHeight = 1,
                Landmarks = [1],
                Quad = [1],
                SquareBlob = await FileAsync("square"),
                ThumbnailBlob = await FileAsync("thumbnail"),
                MarksBlob = await FileAsync("painted over the face"),
                Descriptor = [1],
                ExpressionsJson = "{}",
                Score = 1,
            }
        );
        var person = new Person
        {
            OwnerId = owner,
            Name = "Anna",
            CreatedUtc = DateTime.UnixEpoch,
        };
        person.Photos.Add(
            new PersonPhoto
            {
                PersonId = person.Id,
                PhotoId = photo.Id,
                FaceId = photo.Faces[0].Id,
                AddedUtc = DateTime.UnixEpoch,
            }
        );
        var request = new RestorationRequest
        {
            OwnerId = owner,
            PhotoId = photo.Id,
            FaceId = photo.Faces[0].Id,
            PersonId = person.Id,
            MarksBlob = await FileAsync("painted over the face when it was asked for"),
            LastPreviewBlob = await FileAsync("last preview"),
            ResumeStateBlob = await FileAsync("state"),
            EngineId = "fake",
            OptionsJson = "{}",
            Position = 1,
            CreatedUtc = DateTime.UnixEpoch,
        };
        request.References.Add(new RequestReference { Position = 0, FaceId = photo.Faces[0].Id });
        var restoration = new Restoration
        {
            RequestId = request.Id,
            ResultBlob = await FileAsync("result"),
            AlignedBlob = await FileAsync("aligned"),
            StateBlob = await FileAsync("last state"),
            HeatmapBlob = await FileAsync("heat map"),
            Side = 8,
            OptionsJson = "{}",
            OptionsVersion = 1,
            Seed = 1,
            ModelHashesJson = "{}",
            LibraryVersionsJson = "{}",
            LossCurveJson = "{}",
            Iterations = 1,
            DurationSeconds = 1,
            SecondsPerIteration = 1,
            CreatedUtc = DateTime.UnixEpoch,
        };
        restoration.Frames.Add(new RestorationFrame { Iteration = 1, Blob = await FileAsync("frame") });
        var gallery = new Gallery
        {
            OwnerId = owner,
            Title = "Aunts",
            CreatedUtc = DateTime.UnixEpoch,
        };
        gallery.Items.Add(
            new GalleryItem
            {
                GalleryId = gallery.Id,
                RequestId = request.Id,
                Position = 0,
            }
        );
        await using var context = await data.Contexts.CreateDbContextAsync();
        context.AddRange(photo, person, request, restoration, gallery);
        context.Add(
            new PersonalModel
            {
                OwnerId = owner,
                PersonId = person.Id,
                Album = "album",
                BaseModel = "base",
                Tuning = "tuning",
                WeightsBlob = await FileAsync("weights"),
                ProgressBlob = await FileAsync("progress"),
                UpdatedUtc = DateTime.UnixEpoch,
            }
        );
        await context.SaveChangesAsync();
        foreach (
            var (table, column) in from entity in context.Model.GetEntityTypes()
            from property in entity.GetProperties()
            where (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(BlobId)
            select (entity.GetTableName(), property.GetColumnName())
        )
        {
            var sql = $"SELECT count(\"{column}\") AS Value FROM \"{table}\"";
            Assert.True(await context.Database.SqlQueryRaw<int>(sql).SingleAsync() > 0, $"{table}.{column} is not filled.");
        }
    }
}
