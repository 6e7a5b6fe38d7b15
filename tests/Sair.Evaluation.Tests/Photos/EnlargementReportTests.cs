using Sair.Engine.Degradations;
using Sair.Evaluation.Photos;

namespace Sair.Evaluation.Tests.Photos;

public sealed class EnlargementReportTests
{
    [Fact]
    public void Rows_SureUnsureAndMissed_AreShares()
    {
        var report = new EnlargementReport();
        report.Add(4, new RealSize(EnlargementCertainty.Sure, 4, 3, 5, 0.99), "enlarged");
        report.Add(4, new RealSize(EnlargementCertainty.Unsure, 8, 6, 8, 0.7), "enlarged", "far off");
        report.Add(4, RealSize.AsStored, "enlarged");
        report.Add(4, RealSize.AsStored, "enlarged");
        report.Add(1, RealSize.AsStored, "real");

        var rows = report.Rows();

        Assert.Equal(["enlarged", "far off", "real"], rows.Select(row => row.Name));
        Assert.Equal((4, 0.5, 0.25, 0.5, 0.5), (rows[0].Count, rows[0].Asked, rows[0].Sure, rows[0].Near, rows[0].Inside));
        Assert.Equal(1, rows[1].MedianError!.Value, 1e-9);
        Assert.Equal(0, rows[2].Asked);
        Assert.Null(rows[2].MedianError);
    }
}
