using System.Globalization;
using BenchmarkDotNet.Running;
using Sair.Benchmarks.Comparison;
using Sair.Torch;

if (args is ["compare", var threads])
{
    TorchRuntime.Configure(int.Parse(threads, CultureInfo.InvariantCulture));
    ComparisonServer.Serve(Console.In, Console.Out);
}
else
{
    TorchRuntime.Configure();
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
}
