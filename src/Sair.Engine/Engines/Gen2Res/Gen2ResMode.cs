namespace Sair.Engine.Engines.Gen2Res;

/// <summary>Where the prior that restores a face comes from.</summary>
public enum Gen2ResMode
{
    /// <summary>Personal with references, base without.</summary>
    Auto,

    /// <summary>The base model as it is: a blind restoration.</summary>
    Base,

    /// <summary>The base model tuned on the references.</summary>
    Personal,

    /// <summary>The base model tuned on pictures that it made of the photo itself.</summary>
    Generative,
}

/// <summary>How the reverse process runs.</summary>
public enum Gen2ResSampler
{
    /// <summary>DPM-Solver++(2M): few steps, no fresh noise.</summary>
    Solver,

    /// <summary>DDIM: few steps, no fresh noise.</summary>
    Implicit,

    /// <summary>Ancestral, as in the paper: noise at every step.</summary>
    Ancestral,
}

/// <summary>What tuning changes.</summary>
public enum TuningForm
{
    /// <summary>Low-rank changes of the weights (Hu 2021): a small file.</summary>
    LowRank,

    /// <summary>All weights, as in the paper.</summary>
    Full,
}
