<?php

namespace Withhold;

if (!defined('ABSPATH')) {
    exit;
}

/** Files that wait for their clearance: bytes in the hold folder, what they are in one option of the site. */
final class Held
{
    private const OPTION = 'withhold_held';
    private const MOST = 500;

    /** Keep a file. Returns whether it could be kept; without a folder for it, it is only remembered. */
    public static function keep(string $path, string $name, Answer $answer): bool
    {
        $folder = Settings::holdFolder();
        $sha256 = (string) hash_file('sha256', $path);
        $kept = false;
        if ($folder !== null) {
            $kept = copy($path, "$folder/$sha256.part") && chmod("$folder/$sha256.part", 0600)
                && rename("$folder/$sha256.part", "$folder/$sha256");
        }
        $all = self::all();
        $all[$sha256] = [
            'name' => $name,
            'user' => get_current_user_id(),
            'at' => time(),
            'link' => $answer->link,
            'kept' => $kept,
        ];
        update_option(self::OPTION, array_slice($all, -self::MOST, null, true), false);
        return $kept;
    }

    /** @return array<string, array{name: string, user: int, at: int, link: string, kept: bool}> by SHA-256 */
    public static function all(): array
    {
        $all = get_option(self::OPTION, []);
        return is_array($all) ? $all : [];
    }

    public static function forget(string $sha256): void
    {
        $all = self::all();
        unset($all[$sha256]);
        update_option(self::OPTION, $all, false);
        $folder = Settings::holdFolder();
        if ($folder !== null && preg_match('/^[0-9a-f]{64}$/', $sha256) && is_file("$folder/$sha256")) {
            unlink("$folder/$sha256");
        }
    }

    /** Put what has been cleared meanwhile into the media library. Returns how many files that were. */
    public static function release(): int
    {
        $folder = Settings::holdFolder();
        $released = 0;
        foreach (self::all() as $sha256 => $file) {
            if ($folder === null || !$file['kept'] || !is_file("$folder/$sha256")) {
                continue;
            }
            if (Gate::cleared($sha256) && self::bringIn("$folder/$sha256", $file)) {
                self::forget($sha256);
                $released++;
            }
        }
        return $released;
    }

    /** @param array{name: string, user: int, at: int, link: string, kept: bool} $file */
    private static function bringIn(string $path, array $file): bool
    {
        require_once ABSPATH . 'wp-admin/includes/file.php';
        require_once ABSPATH . 'wp-admin/includes/media.php';
        require_once ABSPATH . 'wp-admin/includes/image.php';
        $temporary = wp_tempnam($file['name']);
        if (!copy($path, $temporary)) {
            return false;
        }
        // It passes the gate again on this way: what was cleared is asked for these exact bytes once more.
        $made = media_handle_sideload(
            ['name' => $file['name'], 'tmp_name' => $temporary],
            0,
            null,
            ['post_author' => $file['user']]
        );
        if (is_file($temporary)) {
            unlink($temporary);
        }
        return !is_wp_error($made);
    }
}
