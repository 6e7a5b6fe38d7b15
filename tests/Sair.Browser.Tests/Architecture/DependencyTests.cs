using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnit;
using Sair.Application.Photos;
using Sair.Data;
using Sair.Engine.Engines;
using Sair.Evaluation.Judges;
using Sair.Training.Runs;
using Sair.Web;
using Sair.Worker;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Sair.Browser.Tests.Architecture;

/// <summary>Holds the projects to the one direction that the map of the source draws.</summary>
public sealed class DependencyTests
{
    private static readonly System.Reflection.Assembly s_engine = typeof(IRestorationEngine).Assembly;
    private static readonly System.Reflection.Assembly s_data = typeof(SairDbContext).Assembly;
    private static readonly System.Reflection.Assembly s_application = typeof(PhotoIntake).Assembly;
    private static readonly System.Reflection.Assembly s_worker = typeof(WorkerOptions).Assembly;
    private static readonly System.Reflection.Assembly s_web = typeof(Site).Assembly;
    private static readonly System.Reflection.Assembly s_training = typeof(TrainingStep).Assembly;
    private static readonly System.Reflection.Assembly s_evaluation = typeof(IIdentityJudge).Assembly;

    private static readonly ArchUnitNET.Domain.Architecture s_source = new ArchLoader()
        .LoadAssemblies(s_engine, s_data, s_application, s_worker, s_web, s_training, s_evaluation)
        .Build();

    [Fact]
    public void Engine_KnowsNeitherRowsNorUseCases() =>
        Refuse(In(s_engine), In(s_data, s_application, s_worker, s_web, s_training, s_evaluation));

    [Fact]
    public void Data_KnowsNoTensorsAndNoEngine()
    {
        Refuse(In(s_data), In(s_engine, s_application, s_worker, s_web));
        Refuse(In(s_data), Named(Tensors));
    }

    [Fact]
    public void Application_KnowsNeitherTheWorkerNorTheSite() => Refuse(In(s_application), In(s_worker, s_web, s_training, s_evaluation));

    [Fact]
    public void Worker_KnowsNotTheSite() => Refuse(In(s_worker), In(s_web, s_training, s_evaluation));

    [Fact]
    public void Training_KnowsNoJudge() => Refuse(In(s_training), In(s_evaluation));

    [Fact]
    public void Pages_KnowWhatEnginesAreButNoEngineAndNoTensors()
    {
        Refuse(Named(Pages), Named(@"^Sair\.Engine\.Engines\.\w+\."));
        Refuse(
            Named(Pages),
            Types().That().Are(typeof(IRestorationEngine), typeof(EngineContext), typeof(RestorationInput), typeof(RestorationStep))
        );
        Refuse(Named(Pages), Named(Tensors));
    }

    // The page of a refusal is one itself.
    [Fact]
    public void Endpoints_UseNoPartOfAPage() =>
        Refuse(Named(@"^Sair\.Web\.(Endpoints|Hubs|Edge|Accounts|Sharing|Settings)\.(?!RefusalPage)"), Named(Pages));

    private const string Pages = @"^Sair\.Web\.(Pages|Components)\.";
    private const string Tensors = @"^(TorchSharp|Sair\.Engine\.(Tensors|Networks|Operators|Losses))\.";

    private static IObjectProvider<IType> In(params System.Reflection.Assembly[] assemblies) =>
        Types().That().ResideInAssembly(assemblies[0], assemblies[1..]);

    private static IObjectProvider<IType> Named(string pattern) => Types(includeReferenced: true).That().HaveFullNameMatching(pattern);

    private static void Refuse(IObjectProvider<IType> types, IObjectProvider<IType> unknown)
    {
        Assert.NotEmpty(types.GetObjects(s_source));
        Assert.NotEmpty(unknown.GetObjects(s_source));
        Types().That().Are(types).Should().NotDependOnAny(unknown).Check(s_source);
    }
}
