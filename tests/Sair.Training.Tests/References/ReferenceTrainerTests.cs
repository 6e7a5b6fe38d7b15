using Sair.Engine.Imaging;
using Sair.Engine.Networks;
using Sair.Engine.Quality;
using Sair.TestKit;
using Sair.Training.Data;
using Sair.Training.References;
using Sair.Training.Tests.Data;
using Sair.Training.Tests.Runs;

namespace Sair.Training.Tests.References;

public sealed class ReferenceTrainerTests : IDisposable
{
    private const int Side = 32;
    private readonly FacesFolder _singles = new();
    private readonly TemporaryFolder _people = new();
    private readonly QualityNetwork _quality;

    public ReferenceTrainerTests()
    {
        manual_seed(1);
        _quality = new QualityNetwork();
        foreach (var parameter in _quality.parameters())
        {
            parameter.requires_grad = false;
        }

        WritePeople(count: 60, photos: 3);
    }

    public void Dispose()
    {
        _quality.Dispose();
        _singles.Dispose();
        _people.Dispose();
    }

    [Fact]
    public void Load_BothSides_ShareNobodyAndLeaveNobodyOut()
    {
        var (training, heldOut) = (Load(isValidation: false), Load(isValidation: true));

        var (known, unknown) = (Names(training), Names(heldOut));
        Assert.NotEmpty(unknown);
        Assert.Empty(known.Intersect(unknown));
        Assert.Equal(60, known.Count + unknown.Count);
        Assert.All(training.People, photos => Assert.Equal(3, photos.Count));

        static HashSet<string> Names(PeoplePhotos people) => [.. people.People.Select(photos => people.Pictures.Sources[photos[0]].Person)];
    }

    [Fact]
    public void Load_FolderWithoutList_SaysSo() =>
        Assert.Throws<FileNotFoundException>(() => PeoplePhotos.Load(_singles.Path, false, Side, _singles.Path, CancellationToken.None));

    [Fact]
    public void Draw_SelfReferences_AreAlteredAlikeForTheSameDrawsAndStayInRange()
    {
        using var scope = NewDisposeScope();
        var photos = (rand([4, 3, Side, Side]) * 2) - 1;

        var made = SelfReferences.Draw(photos, new Random(5));
        var again = SelfReferences.Draw(photos, new Random(5));

        Assert.Equal(photos.shape, made.shape);
        Assert.Equal(0, (made - again).abs().max().ToDouble());
        Assert.True(made.abs().max().ToDouble() <= 1);
        Assert.All(Enumerable.Range(0, 4), i => Assert.True((made[i] - photos[i]).abs().mean().ToDouble() > 0.01));
    }

    [Fact]
    public void Run_StoppedAndResumed_EndsBitForBitWhereAWholeRunEnds()
    {
        Train(Options("whole"));
        using var stop = new StopAtSave(2);
        Assert.InRange(Train(Options("parts") with { SaveEvery = TimeSpan.Zero }, stop: stop), 1, 3);
        Train(Options("parts"));

        StateFiles.AssertSame(
            Path.Combine(_people.Path, "whole", ReferenceTrainer.CheckpointName),
            Path.Combine(_people.Path, "parts", ReferenceTrainer.CheckpointName)
        );
    }

    [Fact]
    public void Run_OlderStateFile_GoesOnFromIt()
    {
        var path = Path.Combine(_people.Path, "older", ReferenceTrainer.CheckpointName);
        StateFiles.WriteOlder("references", path);
        File.Copy(path, path + ".copy");

        Assert.Equal(2, Train(Options("older") with { Steps = 2 }));

        StateFiles.AssertSame(path + ".copy", path);
    }

    [Fact]
    public void Run_SomeSteps_BringsTheResultNearerToTheTruth()
    {
        var output = new StringWriter();
        Train(Options("learning") with { Steps = 40, LearningRate = 5e-3, AdversarialFrom = null }, output);

        var rows = File.ReadAllLines(Path.Combine(_people.Path, "learning", "references-log.csv")).Select(line => line.Split(',')).ToList();
        var last = rows[^1].Skip(2).Select(double.Parse).ToList();
        Assert.True(last[1] > last[0], $"{last[0]} dB before, {last[1]} dB after");
    }

    [Fact]
    public void Run_Finished_LeavesNoTensorsBehind()
    {
        var before = LiveTensors.Count();
        using (NewDisposeScope()) // what first values pass through is left to the collector
        {
            Train(Options("leaks") with { Steps = 2 });
        }

        Assert.Equal(before, LiveTensors.Count());
    }

    private ReferenceTrainingOptions Options(string state) =>
        new()
        {
            PeopleFolder = _people.Path,
            DataFolder = _singles.Path,
            StateFolder = Directory.CreateDirectory(Path.Combine(_people.Path, state)).FullName,
            Network = new ReferenceRestorerConfiguration
            {
                Size = Side,
                Encoder = [4, 6, 8],
                Context = 8,
                Decoder = [4, 6, 8],
                Matching = 4,
            },
            Steps = 4,
            AdversarialFrom = 1,
            SaveEvery = TimeSpan.FromHours(1),
        };

    private PeoplePhotos Load(bool isValidation) =>
        PeoplePhotos.Load(_people.Path, isValidation, Side, _people.Path, CancellationToken.None);

    private long Train(ReferenceTrainingOptions options, StringWriter? output = null, StopAtSave? stop = null) =>
        new ReferenceTrainer(
            options,
            _quality,
            pictures => pictures.mean([2, 3]),
            stop ?? TimeProvider.System,
            output ?? new StringWriter()
        )
            .Run(stop?.Token ?? CancellationToken.None)
            .Step;

    // Four by four squares of colour: edges that a reduction blurs and a network can sharpen.
    private static byte[] Squares(byte[] colours)
    {
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (row, column) = (i / 3 / Side, i / 3 % Side);
            pixels[i] = colours[(((row * 4 / Side * 4) + (column * 4 / Side)) * 3) + (i % 3)];
        }

        return pixels;
    }

    private void WritePeople(int count, int photos)
    {
        var random = new Random(7);
        var list = new List<string>();
        for (var person = 0; person < count; person++)
        {
            Directory.CreateDirectory(Path.Combine(_people.Path, $"person{person}"));
            var face = new byte[48];
            random.NextBytes(face);
            for (var photo = 0; photo < photos; photo++)
            {
                var pixels = Squares(face);
                var name = $"person{person}/{photo}";
                File.WriteAllBytes(
                    Path.Combine(_people.Path, $"{name}.webp"),
                    ImageEncoder.Encode(new RgbImage(Side, Side, pixels), ImageFormat.Webp)
                );
                list.Add($"{name},32,0.5:0.5");
            }
        }

        File.WriteAllLines(Path.Combine(_people.Path, PeoplePhotos.ListName), list);
    }
}
