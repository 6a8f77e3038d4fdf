<?php

namespace Withhold;

if (!defined('ABSPATH')) {
    exit;
}

/** Stands before every way in which WordPress stores what somebody uploads. */
final class Uploads
{
    private const HOURLY = 'withhold_release';

    public static function watch(): void
    {
        // The library, the REST interface and imports; the second is for files that WordPress fetched itself.
        add_filter('wp_handle_upload_prefilter', [self::class, 'file'], PHP_INT_MAX);
        add_filter('wp_handle_sideload_prefilter', [self::class, 'file'], PHP_INT_MAX);
        // XML-RPC and plugins that hand over bytes.
        add_filter('wp_upload_bits', [self::class, 'bits'], PHP_INT_MAX);
        add_action(self::HOURLY, [self::class, 'releaseQuietly']);
        add_action('init', static function (): void {
            if (!wp_next_scheduled(self::HOURLY)) {
                wp_schedule_event(time() + 300, 'hourly', self::HOURLY);
            }
        });
        register_deactivation_hook(__DIR__ . '/withhold.php', static function (): void {
            wp_clear_scheduled_hook(self::HOURLY);
        });
    }

    /**
     * @param array<string, mixed> $file as in $_FILES
     * @return array<string, mixed> the same, with an error that stops the upload unless it is cleared
     */
    public static function file(array $file): array
    {
        if (!empty($file['error'])) {
            return $file;
        }
        $refusal = self::refusal((string) $file['tmp_name'], (string) $file['name']);
        if ($refusal !== null) {
            $file['error'] = $refusal;
        }
        return $file;
    }

    /**
     * @param array<string, mixed>|string $upload name, bits, time
     * @return array<string, mixed>|string the same, or a text that stops the upload
     */
    public static function bits(array|string $upload): array|string
    {
        if (!is_array($upload)) {
            return $upload;
        }
        require_once ABSPATH . 'wp-admin/includes/file.php';
        $temporary = wp_tempnam((string) $upload['name']);
        try {
            if (file_put_contents($temporary, $upload['bits']) === false) {
                return __('Withhold: this upload could not be checked, so it was not stored.', 'withhold');
            }
            return self::refusal($temporary, (string) $upload['name']) ?? $upload;
        } finally {
            if (is_file($temporary)) {
                unlink($temporary);
            }
        }
    }

    /** For the hourly look: what cannot be asked now is asked in the next hour. */
    public static function releaseQuietly(): void
    {
        try {
            Held::release();
        } catch (Unusable $problem) {
            error_log('Withhold: held files were not looked at: ' . $problem->getMessage());
        }
    }

    /** Why this file may not be stored; null if exactly these bytes are cleared for this site. */
    private static function refusal(string $path, string $name): ?string
    {
        try {
            $answer = Gate::ask($path, $name);
            if ($answer->cleared) {
                return null;
            }
            $kept = Held::keep($path, $name, $answer);
        } catch (Unusable $problem) {
            return 'Withhold: ' . $problem->getMessage() . ' ' . __('Nothing was stored.', 'withhold');
        }
        $next = $kept
            ? __('It is kept aside and appears in the library by itself once it is cleared (Media → Held).', 'withhold')
            : __('Once it is cleared, upload it again.', 'withhold');
        return "Withhold: {$answer->words()} $next {$answer->link}";
    }
}
