using System.Reflection;
using Sair.Torch.Interop;

namespace Sair.Torch.Tests.Dialect;

public sealed class DialectTests
{
    private const double Tolerance = 2e-5;

    public static IEnumerable<object[]> Names => OperatorCase.All.Select(entry => new object[] { entry.Name });

    [Theory]
    [MemberData(nameof(Names))]
    public void Operator_SmallInput_GivesTheReferenceValues(string name)
    {
        using var scope = NewDisposeScope();
        var entry = OperatorCase.All.Single(entry => entry.Name == name);
        manual_seed(4);

        var result = entry.Run().to(float64).data<double>().ToArray();

        Assert.Equal(entry.Expected.Length, result.Length);
        Assert.All(entry.Expected.Zip(result), pair => Assert.InRange(pair.Second, pair.First - Tolerance, pair.First + Tolerance));
    }

    [Fact]
    public void Operators_AllOfTheDialect_AreReachedByACase()
    {
        using var scope = NewDisposeScope();
        foreach (var entry in OperatorCase.All)
        {
            _ = entry.Run();
        }

        var unreached = typeof(Operator).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Operator) && !((Operator)field.GetValue(null)!).IsResolved)
            .Select(field => field.Name);
        Assert.Empty(unreached);
    }
}
