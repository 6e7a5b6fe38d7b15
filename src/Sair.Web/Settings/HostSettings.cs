using Sair.Application.Models;
using Sair.Data;
using Sair.Worker;

namespace Sair.Web.Settings;

/// <summary>What appsettings.json, environment variables and the command line say together.</summary>
/// <param name="Data">Section <c>Data</c>.</param>
/// <param name="Worker">Section <c>Worker</c>.</param>
/// <param name="Models">Section <c>Models</c>.</param>
/// <param name="SignIn">Section <c>SignIn</c>.</param>
/// <param name="Retention">Section <c>Retention</c>.</param>
/// <param name="Proxy">Section <c>Proxy</c>.</param>
/// <param name="Names">The host names that are answered.</param>
/// <param name="IsSingleUser">Whether the site is for whoever sits at this machine, who need not sign in.</param>
public sealed record HostSettings(
    DataOptions Data, WorkerOptions Worker, ModelsOptions Models, SignInOptions SignIn, RetentionOptions Retention, ProxyOptions Proxy, IReadOnlyList<string> Names, bool IsSingleUser);
