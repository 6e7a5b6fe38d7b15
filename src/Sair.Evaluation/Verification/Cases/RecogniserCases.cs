using Sair.Engine.Networks;

namespace Sair.Evaluation.Verification.Cases;

/// <summary>The face recogniser of the published code and its input.</summary>
internal static class RecogniserCases
{
    public static void Preprocess(GoldenFile golden, GoldenResults results)
    {
        var repeat = golden.Hyper.GetProperty("tile_repeat").GetInt64();
        results["out.from_1024"] = IResNetInput.Prepare(golden["in.tile"].repeat(1, 1, repeat, repeat));
        var small = golden["in.small"].detach().requires_grad_();
        var prepared = IResNetInput.Prepare(small);
        results["out.from_small"] = prepared;
        results["grad.small"] = autograd.grad([(prepared * golden["in.R"]).sum()], [small])[0];
    }

    public static void IResNet(GoldenFile golden, GoldenResults results)
    {
        using var network = Engine.Networks.IResNet.FromParameters(golden.Parameters()).to(golden.Device);
        var x = golden["in.x"].detach().requires_grad_();
        var layers = network.ForwardLayers(x);
        var y = network.Describe(layers[^1]);
        results["out.layer1_sample0"] = layers[0][..1];
        for (var layer = 2; layer <= layers.Count; layer++)
        {
            results[$"out.layer{layer}"] = layers[layer - 1];
        }

        results["out.y"] = y;
        results["grad.x"] = autograd.grad([(y * golden["in.R"]).sum()], [x])[0];
    }
}
