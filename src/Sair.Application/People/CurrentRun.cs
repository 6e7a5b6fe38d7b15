using Sair.Data.Requests;
using Sair.Engine.Engines;

namespace Sair.Application.People;

/// <summary>The run that a thread of engines is inside of, for services that an engine calls back.</summary>
/// <remarks>Each thread sees its own run.</remarks>
public sealed class CurrentRun : IDisposable
{
    private readonly ThreadLocal<(RestorationRequest? Request, RestorationInput? Input)> _run = new();

    /// <summary>Gets the request; null between two runs.</summary>
    public RestorationRequest? Request => _run.Value.Request;

    /// <summary>Gets what the engine was given; null between two runs.</summary>
    public RestorationInput? Input => _run.Value.Input;

    /// <inheritdoc/>
    public void Dispose() => _run.Dispose();

    /// <summary>Passes the steps of an engine on, and names the run while the engine is at work.</summary>
    /// <param name="request">The request.</param>
    /// <param name="input">What the engine was given.</param>
    /// <param name="steps">The engine's steps.</param>
    public IEnumerable<RestorationStep> Within(RestorationRequest request, RestorationInput input, IEnumerable<RestorationStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return Enumerate();

        IEnumerable<RestorationStep> Enumerate()
        {
            _run.Value = (request, input);
            try
            {
                foreach (var step in steps)
                {
                    yield return step;
                }
            }
            finally
            {
                _run.Value = default;
            }
        }
    }
}
