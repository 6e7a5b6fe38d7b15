using Sair.Engine.Imaging;

namespace Sair.Evaluation.QuickSet;

/// <summary>One row of the table: a way to get from the degraded face to a restored one.</summary>
public interface IRestorationMethod
{
    /// <summary>Gets the name of the row.</summary>
    string Name { get; }

    /// <summary>Restores a face.</summary>
    /// <param name="face">The face; a method looks at everything but the truth.</param>
    /// <param name="cancellationToken">Checked once per iteration.</param>
    /// <returns>A face square of any side.</returns>
    RgbImage Restore(TestFace face, CancellationToken cancellationToken);
}
