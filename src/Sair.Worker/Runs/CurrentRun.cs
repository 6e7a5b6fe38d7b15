using Sair.Data.Requests;
using Sair.Engine.Engines;

namespace Sair.Worker.Runs;

/// <summary>The run that the thread of the engines is inside of, for services that an engine calls back.</summary>
/// <remarks>Read and changed on that thread alone.</remarks>
public sealed class CurrentRun
{
    /// <summary>Gets the request; null between two runs.</summary>
    public RestorationRequest? Request { get; private set; }

    /// <summary>Gets what the engine was given; null between two runs.</summary>
    public RestorationInput? Input { get; private set; }

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
            (Request, Input) = (request, input);
            try
            {
                foreach (var step in steps)
                {
                    yield return step;
                }
            }
            finally
            {
                (Request, Input) = (null, null);
            }
        }
    }
}
