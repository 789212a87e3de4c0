using System.Runtime.InteropServices;

namespace Murmure.Statistics.Calibration;

/// <summary>Direct visits that the model takes to be alike, and the part of them that it takes to be private.</summary>
/// <param name="Page">Index of the page.</param>
/// <param name="Hour">Hour of the period.</param>
/// <param name="Count">Direct visits.</param>
/// <param name="DarkShare">The model's share of private ones among them, from 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DirectShare(int Page, int Hour, double Count, double DarkShare)
{
    public int Day => Hour / 24;
}
