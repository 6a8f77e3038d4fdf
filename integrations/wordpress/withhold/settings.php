<?php

namespace Withhold;

if (!defined('ABSPATH')) {
    exit;
}

/** What wp-config.php says. Each function throws Unusable with one line that says what to do. */
final class Settings
{
    public static function url(): string
    {
        $url = rtrim((string) self::constant('WITHHOLD_URL'), '/');
        $local = in_array(parse_url($url, PHP_URL_HOST), ['127.0.0.1', 'localhost', '[::1]'], true);
        if (!str_starts_with($url, 'https://') && !($local && str_starts_with($url, 'http://'))) {
            throw new Unusable('WITHHOLD_URL has to begin with https:// (http only on this machine).');
        }
        return $url;
    }

    public static function destination(): string
    {
        return (string) self::constant('WITHHOLD_DESTINATION');
    }

    /** The token, read anew each time so that it can be changed without touching the site. */
    public static function token(): string
    {
        $path = (string) self::constant('WITHHOLD_TOKEN_FILE');
        if (self::isPublic($path)) {
            throw new Unusable('WITHHOLD_TOKEN_FILE lies below the site: move it where nobody can fetch it.');
        }
        if (!is_file($path) || (fileperms($path) & 0077) !== 0) {
            throw new Unusable('WITHHOLD_TOKEN_FILE has to be a file that only the web server may read (chmod 600).');
        }
        $token = trim((string) file_get_contents($path));
        if ($token === '') {
            throw new Unusable('WITHHOLD_TOKEN_FILE is empty: put the token of the console in it.');
        }
        return $token;
    }

    /** Where held files wait; null where none is set: then an upload is refused and has to be made again. */
    public static function holdFolder(): ?string
    {
        if (!defined('WITHHOLD_HOLD_FOLDER')) {
            return null;
        }
        $folder = rtrim((string) WITHHOLD_HOLD_FOLDER, '/');
        if (self::isPublic($folder) || !is_dir($folder) || !is_writable($folder)) {
            throw new Unusable('WITHHOLD_HOLD_FOLDER has to be a folder outside the site that the web server may write.');
        }
        return $folder;
    }

    private static function constant(string $name): mixed
    {
        if (!defined($name) || constant($name) === '') {
            throw new Unusable("$name is not set in wp-config.php.");
        }
        return constant($name);
    }

    private static function isPublic(string $path): bool
    {
        $real = realpath($path) ?: $path;
        $places = [ABSPATH, WP_CONTENT_DIR, (string) ($_SERVER['DOCUMENT_ROOT'] ?? '')];
        foreach (array_filter(array_map(fn ($place) => realpath($place) ?: $place, $places)) as $place) {
            if (str_starts_with($real . '/', rtrim($place, '/') . '/')) {
                return true;
            }
        }
        return false;
    }
}

/** The plugin cannot work like this; the message is shown to whoever uploads. */
final class Unusable extends \RuntimeException
{
}
