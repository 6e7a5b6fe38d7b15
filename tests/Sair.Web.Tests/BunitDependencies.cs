using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Sair.Web.Tests;

/// <summary>Lets the AngleSharp assemblies beside the tests answer for the versions that bunit was built against; see Bunit.props.</summary>
internal static class BunitDependencies
{
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.Resolving += (context, name) =>
        name.Name is "AngleSharp.Diffing" or "AngleSharp.Css"
            ? context.LoadFromAssemblyPath(Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll"))
            : null;
}
