using Microsoft.EntityFrameworkCore;
using Sair.Data.Accounts;
using Sair.Data.People;
using Sair.Data.Photos;
using Sair.Data.Requests;

namespace Sair.Data.Tests.People;

public sealed class PersonalModelsTests : IAsyncLifetime
{
    private static readonly Guid s_stranger = new("11111111-2222-3333-4444-555555555555");

    private DataFixture _data = null!;
    private Photo _photo = null!;
    private Photo _reference = null!;
    private int _filesBefore;

    private PersonalModels Models => _data.Get<PersonalModels>();

    public async Task InitializeAsync()
    {
        _data = await DataFixture.CreateAsync();
        _photo = await _data.AddPhotoAsync("bad");
        _reference = await _data.AddPhotoAsync("good");
        _filesBefore = _data.CountFiles();
    }

    public async Task DisposeAsync() => await _data.DisposeAsync();

    [Fact]
    public async Task ReadAsync_AfterProgressThenTheEnd_ReturnsTheLastOfEachAndKeepsOneFile()
    {
        var key = await KeyAsync();

        await Models.WriteAsync(key, DataFixture.Bytes("first"), isFinished: false);
        await Models.WriteAsync(key, DataFixture.Bytes("half"), isFinished: false);
        Assert.Equal(DataFixture.Bytes("half"), await Models.ReadAsync(key, isFinished: false));
        Assert.Null(await Models.ReadAsync(key, isFinished: true));

        await Models.WriteAsync(key, DataFixture.Bytes("weights"), isFinished: true);
        Assert.Null(await Models.ReadAsync(key, isFinished: false));
        Assert.Equal(DataFixture.Bytes("weights"), await Models.ReadAsync(key, isFinished: true));
        Assert.Equal(_filesBefore + 1, _data.CountFiles());
    }

    [Fact]
    public async Task ReadAsync_AnotherOwnerAlbumModelOrSetting_FindsNothing()
    {
        var key = await KeyAsync();
        await Models.WriteAsync(key, DataFixture.Bytes("weights"), isFinished: true);

        foreach (
            var other in (PersonalModelKey[])
                [
                    key with
                    {
                        OwnerId = s_stranger,
                    },
                    key with
                    {
                        Album = "b",
                    },
                    key with
                    {
                        BaseModel = "b",
                    },
                    key with
                    {
                        Tuning = "b",
                    },
                    key with
                    {
                        PersonId = null,
                    },
                ]
        )
        {
            Assert.Null(await Models.ReadAsync(other, isFinished: true));
        }
    }

    [Fact]
    public async Task WriteAsync_RequestIsGone_StoresNothing()
    {
        var key = await KeyAsync();
        await _data.Get<RequestStore>().DeleteAsync(key.RequestId);

        await Models.WriteAsync(key, DataFixture.Bytes("weights"), isFinished: true);

        Assert.Empty(await Models.ListAsync(Owners.Local, key.PersonId!.Value));
        Assert.Equal(_filesBefore, _data.CountFiles());
    }

    [Fact]
    public async Task ListAsync_ModelOfAnAlbum_NamesTheLearnedFacesAndIsForItsOwnerOnly()
    {
        var key = await KeyAsync();
        await Models.WriteAsync(key, DataFixture.Bytes("weights"), isFinished: true);

        var model = Assert.Single(await Models.ListAsync(Owners.Local, key.PersonId!.Value));

        Assert.Equal([_reference.Faces[0].Id], model.FaceIds);
        Assert.Equal((7, null), (model.Bytes, model.RequestId));
        Assert.Empty(await Models.ListAsync(s_stranger, key.PersonId.Value));
    }

    [Fact]
    public async Task IsLearnedAsync_OtherFacesSettingsOrUnfinished_IsFalse()
    {
        var key = await KeyAsync();
        var face = _reference.Faces[0].Id;
        await Models.WriteAsync(key, DataFixture.Bytes("half"), isFinished: false);
        Assert.False(await Models.IsLearnedAsync(Owners.Local, key.PersonId, [face], "base", "tuning"));

        await Models.WriteAsync(key, DataFixture.Bytes("weights"), isFinished: true);

        Assert.True(await Models.IsLearnedAsync(Owners.Local, key.PersonId, [face], "base", "tuning"));
        Assert.False(await Models.IsLearnedAsync(Owners.Local, key.PersonId, [face, Guid.NewGuid()], "base", "tuning"));
        Assert.False(await Models.IsLearnedAsync(Owners.Local, key.PersonId, [face], "base", "another"));
        Assert.False(await Models.IsLearnedAsync(Owners.Local, null, [face], "base", "tuning"));
        Assert.False(await Models.IsLearnedAsync(s_stranger, key.PersonId, [face], "base", "tuning"));
    }

    [Fact]
    public async Task WriteAsync_MoreModelsThanAreKept_DropsTheOldestWithItsFile()
    {
        var key = await KeyAsync();
        for (var i = 0; i <= PersonalModels.MostPerPerson; i++)
        {
            await Models.WriteAsync(key with { Album = $"{i}" }, DataFixture.Bytes($"weights {i}"), isFinished: true);
        }

        Assert.Null(await Models.ReadAsync(key with { Album = "0" }, isFinished: true));
        Assert.Equal(PersonalModels.MostPerPerson, (await Models.ListAsync(Owners.Local, key.PersonId!.Value)).Count);
        Assert.Equal(_filesBefore + PersonalModels.MostPerPerson, _data.CountFiles());
    }

    [Theory]
    [InlineData("person")]
    [InlineData("user")]
    [InlineData("model")]
    [InlineData("album")]
    public async Task Deleting_WhatTheModelBelongsTo_DeletesItsFile(string deleted)
    {
        var key = await KeyAsync();
        await Models.WriteAsync(key, DataFixture.Bytes("weights"), isFinished: true);
        switch (deleted)
        {
            case "person":
                await _data.Get<PeopleStore>().SetDeletedAsync(Owners.Local, key.PersonId!.Value, deleted: true);
                Assert.Equal(1, await _data.Get<PeopleStore>().PurgeAsync(DateTime.MaxValue.ToUniversalTime()));
                break;
            case "user":
                var receipt = await _data.Get<UserData>().DeleteAsync(Owners.Local);
                Assert.Equal((1, _filesBefore + 1), (receipt.PersonalModels, receipt.Files));
                break;
            case "model":
                Assert.Equal(0, await Models.DeleteAsync(s_stranger, key.PersonId!.Value));
                Assert.Equal(1, await Models.DeleteAsync(Owners.Local, key.PersonId!.Value));
                break;
            default:
                Assert.Equal(1, await Models.DeleteAlbumAsync(key.Album));
                break;
        }

        Assert.Null(await Models.ReadAsync(key, isFinished: true));
        Assert.Equal(deleted == "user" ? 0 : _filesBefore, _data.CountFiles());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deleting_RequestOrReferenceOfAModelWithoutPerson_DeletesIt(bool deleteRequest)
    {
        var key = await KeyAsync() with { PersonId = null };
        await Models.WriteAsync(key, DataFixture.Bytes("weights"), isFinished: true);
        Assert.NotNull(await Models.ReadAsync(key, isFinished: true));

        if (deleteRequest)
        {
            await _data.Get<RequestStore>().DeleteAsync(key.RequestId);
            Assert.Equal(_filesBefore, _data.CountFiles());
        }
        else
        {
            await _data.Get<PhotoStore>().DeleteAsync(_reference.Id);
        }

        await using var context = await _data.Contexts.CreateDbContextAsync();
        Assert.False(await context.PersonalModels.AnyAsync());
    }

    private async Task<PersonalModelKey> KeyAsync()
    {
        var person = await _data.Get<PeopleStore>().AddAsync(Owners.Local, "Rosa");
        var request = await _data.AddRequestAsync(_photo, _reference);
        await using var context = await _data.Contexts.CreateDbContextAsync();
        await context
            .Requests.Where(row => row.Id == request.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.PersonId, person.Id));
        return new PersonalModelKey(Owners.Local, person.Id, request.Id, "a", "base", "tuning");
    }
}
