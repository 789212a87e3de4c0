namespace Murmure.Attribution;

/// <summary>An error in the catalogue's own files: the message names file, entry and key.</summary>
public sealed class CatalogueException(string message) : Exception(message);
