using BenchmarkDotNet.Running;

TorchRuntime.Configure();
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
