using System.Runtime.InteropServices;

namespace Murmure.Statistics.Intervals;

/// <summary>A share after correction for wrong answers.</summary>
/// <param name="Raw">What the formula gives; beyond [0, 1] where the answers contradict the error rates.</param>
/// <param name="Value">The same within [0, 1].</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CorrectedShare(double Raw, double Value)
{
    /// <summary>Whether the formula left [0, 1]: the error rates explain more (or fewer) answers than there are.</summary>
    public bool Clipped => Raw != Value;
}

/// <summary>What wrong answers do to a share, and how to undo it on average.</summary>
public static class Misreport
{
    /// <summary>The true share behind an apparent one: <c>(apparent + specificity - 1) / (sensitivity + specificity - 1)</c> (Rogan and Gladen 1978).</summary>
    /// <param name="apparent">Share of those who say yes; single answers, 0 or 1, may be given: the correction is unbiased for each.</param>
    /// <param name="sensitivity">Share of yes among those for whom it is true.</param>
    /// <param name="specificity">Share of no among those for whom it is not.</param>
    /// <exception cref="ArgumentException">Answers say nothing: the two rates do not sum to more than 1.</exception>
    public static CorrectedShare RoganGladen(double apparent, double sensitivity, double specificity)
    {
        var quality = sensitivity + specificity - 1;
        if (!(quality > 0))
            throw new ArgumentException($"With sensitivity {sensitivity} and specificity {specificity} an answer says nothing.", nameof(sensitivity));
        var raw = (apparent + specificity - 1) / quality;
        return new(raw, Math.Clamp(raw, 0, 1));
    }
}
