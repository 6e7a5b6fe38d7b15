using Sair.Data;
using Sair.Worker;

namespace Sair.Web.Settings;

/// <summary>What appsettings.json, environment variables and the command line say together.</summary>
/// <param name="Data">Section <c>Data</c>.</param>
/// <param name="Worker">Section <c>Worker</c>.</param>
/// <param name="Models">Section <c>Models</c>.</param>
/// <param name="SignIn">Section <c>SignIn</c>.</param>
/// <param name="Retention">Section <c>Retention</c>.</param>
/// <param name="IsLoopbackOnly">Whether the site can be reached from this machine alone.</param>
public sealed record HostSettings(DataOptions Data, WorkerOptions Worker, ModelsOptions Models, SignInOptions SignIn, RetentionOptions Retention, bool IsLoopbackOnly);
