using System.Runtime.InteropServices;
using Sair.Cli;
using Sair.CommandLine;
using Sair.Engine.Engines;
using Sair.Engine.Faces;
using Sair.Engine.Weights;

using var cancellation = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
var services = new CommandServices
{
    Output = Console.Out,
    Error = Console.Error,
    IsInteractive = !Console.IsErrorRedirected,
    Time = TimeProvider.System,
    Engines = KnownEngines.All,
    OpenModels = folder => new ModelProvider(folder),
    ServerKey = Environment.GetEnvironmentVariable(CommandServices.KeyVariable),
    OpenFaces = models => new FaceAnalyzer(models),
};
return await CommandHost.RunAsync(args, services, cancellation.Token);

// The first signal asks for a clean end, the second ends at once.
void Cancel(PosixSignalContext context)
{
    if (!cancellation.IsCancellationRequested)
    {
        context.Cancel = true;
        cancellation.Cancel();
    }
}
