using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Sair.Data;
using Sair.Data.Accounts;
using Sair.Data.Requests;
using Sair.Engine;
using Sair.Engine.Weights;
using Sair.Worker;
using Sair.Worker.Devices;

namespace Sair.Web.Components.Status;

/// <summary>What the status page shows of this host.</summary>
/// <param name="Waiting">Requests that wait.</param>
/// <param name="Running">Requests that run.</param>
/// <param name="Finished">Requests that succeeded.</param>
/// <param name="Lines">Name and value of everything else.</param>
public sealed record HostStatus(int Waiting, int Running, int Finished, IReadOnlyList<(string Name, string Value)> Lines)
{
    /// <summary>Reads what a member may see: how their own requests stand, and nothing of the machine or of others.</summary>
    public static async Task<HostStatus> ReadOwnAsync(IDbContextFactory<SairDbContext> contexts, Guid ownerId)
    {
        await using var context = await contexts.OpenForAsync(ownerId);
        return await CountAsync(context, []);
    }

    /// <summary>Reads everything, for the owner of the site.</summary>
    public static async Task<HostStatus> ReadAsync(
        IDbContextFactory<SairDbContext> contexts,
        WorkerOptions worker,
        WorkerDevice device,
        DataOptions data
    )
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(worker);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(data);
        await using var context = await contexts.CreateDbContextAsync();
        return await CountAsync(
            context,
            [
                .. DescribeDevice(device),
                (
                    "Threads",
                    worker.Threads == 0
                        ? $"{Environment.ProcessorCount}, all there are"
                        : $"{worker.Threads} of {Environment.ProcessorCount}"
                ),
                ("Tensor library", WorkerDevice.Library),
                ("Memory in use", Words.Size(Environment.WorkingSet)),
                ("Data directory", Path.GetFullPath(data.Directory)),
                (
                    "Sair",
                    typeof(HostStatus)
                        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                        ?.InformationalVersion.Split('+')[0]
                        ?? ""
                ),
                (".NET", Environment.Version.ToString()),
                ("System", RuntimeInformation.OSDescription),
            ]
        );
    }

    private static async Task<HostStatus> CountAsync(SairDbContext context, IReadOnlyList<(string Name, string Value)> lines)
    {
        var counts = await context
            .Requests.GroupBy(request => request.Status)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(group => group.Key, group => group.Count);
        return new HostStatus(
            counts.GetValueOrDefault(RequestStatus.Queued),
            counts.GetValueOrDefault(RequestStatus.Running),
            counts.GetValueOrDefault(RequestStatus.Succeeded),
            lines
        );
    }

    private static IReadOnlyList<(string Name, string Value)> DescribeDevice(WorkerDevice device)
    {
        try
        {
            var lines = device
                .DescribeAll()
                .SelectMany(found =>
                    found.Gpu is not { } gpu
                        ? [("Device", $"processor ({device.Reason})")]
                        : new[]
                        {
                            ("Device", $"{gpu.Name}, {found.Device} ({device.Reason})"),
                            (
                                "GPU memory",
                                gpu.FreeBytes is { } free
                                    ? $"{Words.Size(free)} of {Words.Size(gpu.TotalBytes)} free"
                                    : Words.Size(gpu.TotalBytes)
                            ),
                            ("GPU driver", gpu.Driver ?? "unknown"),
                        }
                );
            return [.. lines, ("Restorations at once", $"{device.Places.Count}")];
        }
        catch (InvalidOptionsException exception)
        {
            return [("Device", exception.Message)];
        }
    }

    /// <summary>Hashes every model file of the catalog; takes a moment.</summary>
    /// <exception cref="Engine.ModelUnavailableException">The catalog is missing or malformed.</exception>
    public static Task<IReadOnlyList<ModelCheck>> CheckModelsAsync(string folder) =>
        Task.Run(() => ModelCheck.All(ModelCatalog.Read(folder)));
}
